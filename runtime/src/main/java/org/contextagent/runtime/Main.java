package org.contextagent.runtime;

import java.io.PrintStream;
import org.contextagent.api.home.Home;

/** The process {@code context-agent run}. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        PrintStream out = System.out;
        // what libraries print is no answer to anybody
        System.setOut(System.err);
        System.exit(run(out, arguments));
    }

    private static int run(PrintStream out, String... arguments) {
        try {
            return new Launcher(Home.current(), Installation.current(), out, System.err)
                    .run(Arguments.parse(arguments));
        } catch (StartException e) {
            System.err.println("context-agent: " + e.getMessage());
            return 2;
        }
    }
}
