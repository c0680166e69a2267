package org.contextagent.runtime;

import java.io.PrintStream;
import org.contextagent.api.home.Home;
import org.contextagent.api.text.SafeText;

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
            System.err.println("context-agent: " + SafeText.line(String.valueOf(e.getMessage())));
            return 2;
        } catch (RuntimeException | Error e) {
            // threads of the framework may still run: without this the process would go on, good for nothing
            e.printStackTrace(System.err);
            return 1;
        }
    }
}
