package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentFileTest {

    @TempDir
    Path run;

    @Test
    void what_the_agent_says_of_itself_is_read() throws Exception {
        write("""
                {"pid":12,"socket":"/a \\"b\\"/agent.sock","port":34567,"http_port":8080,"version":"0.1.0"}
                """);

        assertEquals(
                Optional.of(new AgentFile(12, "/a \"b\"/agent.sock", 34567, Optional.of(8080))), AgentFile.read(run));
    }

    @Test
    void there_may_be_no_http_port() throws Exception {
        write("{ \"http_port\" : null, \"port\" : 1, \"socket\" : \"/s\", \"pid\" : 2 }");

        assertEquals(Optional.of(new AgentFile(2, "/s", 1, Optional.empty())), AgentFile.read(run));
    }

    @Test
    void no_file_and_half_a_file_are_nothing() throws Exception {
        assertEquals(Optional.empty(), AgentFile.read(run));
        write("{\"pi");
        assertEquals(Optional.empty(), AgentFile.read(run));
    }

    @Test
    void a_file_of_another_process_is_not_ours() throws Exception {
        write("{\"pid\":1,\"socket\":\"/s\",\"port\":1}");
        assertEquals(Optional.empty(), AgentFile.ours(run));

        write("{\"pid\":" + ProcessHandle.current().pid() + ",\"socket\":\"/s\",\"port\":1}");
        assertEquals(Optional.of(1), AgentFile.ours(run).map(AgentFile::port));
    }

    private void write(String text) throws Exception {
        Files.writeString(AgentFile.in(run), text);
    }
}
