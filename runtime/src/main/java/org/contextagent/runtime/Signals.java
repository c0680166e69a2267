package org.contextagent.runtime;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Tells of the signals that ask a process to end. A shutdown hook would be told too, but could not choose the exit status.
 *
 * <p>{@code sun.misc.Signal} is one of the internal classes that the JDK keeps open (JEP 260); it is used by reflection because
 * the compiler's warning about it cannot be switched off.
 */
final class Signals {

    private static final List<String> ENDING = List.of("TERM", "INT", "HUP");

    private Signals() {}

    /** @param action run on a thread of the JVM's own, for each signal that comes */
    static void onEnd(Runnable action) {
        for (String name : ENDING) {
            try {
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> handler = Class.forName("sun.misc.SignalHandler");
                Object handling = Proxy.newProxyInstance(
                        Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                            action.run();
                            return null;
                        });
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                // a signal that this system does not have, or that the JVM was told to leave alone
            }
        }
    }
}
