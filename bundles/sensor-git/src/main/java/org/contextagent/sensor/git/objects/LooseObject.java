package org.contextagent.sensor.git.objects;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.contextagent.sensor.git.disk.Disk;

/** An object in a file of its own: {@code tag SIZE NUL CONTENT}, compressed. */
final class LooseObject {

    private static final int MOST_COMPRESSED = 1024;
    private static final int MOST = 512;

    private LooseObject() {}

    /** Where it leads to; nothing where it is damaged. */
    static Optional<TagObject> read(Disk disk, Path file) throws IOException {
        byte[] object = inflate(disk.read(file, MOST_COMPRESSED), MOST);
        String head = new String(object, StandardCharsets.ISO_8859_1);
        int end = head.indexOf('\0');
        if (end < 0) {
            return Optional.empty();
        }
        return head.startsWith("tag ")
                ? TagObject.parse(Arrays.copyOfRange(object, end + 1, object.length))
                : Optional.of(TagObject.NONE);
    }

    /** As much as there is, at most so many bytes; what is damaged ends where the damage is. */
    static byte[] inflate(byte[] compressed, int limit) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            byte[] content = new byte[limit];
            int length = 0;
            while (length < limit && !inflater.finished()) {
                int more = inflater.inflate(content, length, limit - length);
                if (more == 0) {
                    break;
                }
                length += more;
            }
            return Arrays.copyOf(content, length);
        } catch (DataFormatException e) {
            return new byte[0];
        } finally {
            inflater.end();
        }
    }
}
