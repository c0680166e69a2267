package org.contextagent.config;

import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.StatusSource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * Says that the agent cannot start and why: a service that is there as long as that is so, with the reason as its property
 * {@value StatusSource#FATAL}. For one thread at a time.
 */
final class FatalNotice {

    private final BundleContext context;
    private Optional<String> reason = Optional.empty();
    private @Nullable ServiceRegistration<StatusSource> registration;

    FatalNotice(BundleContext context) {
        this.context = context;
    }

    void set(Optional<String> now) {
        if (!now.equals(reason)) {
            withdraw();
            reason = now;
            now.ifPresent(why -> registration = context.registerService(
                    StatusSource.class, new Source(why), new Hashtable<>(Map.of(StatusSource.FATAL, why))));
        }
    }

    void withdraw() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
    }

    private record Source(String reason) implements StatusSource {

        @Override
        public String name() {
            return "config-file";
        }

        @Override
        public Status status() {
            return new Status(Status.Level.CRITICAL, reason, Map.of());
        }
    }
}
