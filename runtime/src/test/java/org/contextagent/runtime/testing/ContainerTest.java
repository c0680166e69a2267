package org.contextagent.runtime.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the {@code @Test} methods of a class inside the framework, with the bundles of the assembled runtime and a home of its own.
 *
 * <p>Fields with {@code @Inject} get the {@code BundleContext} or services. The class and its {@code @Test} methods are public;
 * {@code @BeforeEach}, parameters and nested classes are not for tests in there, and what a test needs from outside of the runtime it has to bring along.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InContainer.class)
public @interface ContainerTest {}
