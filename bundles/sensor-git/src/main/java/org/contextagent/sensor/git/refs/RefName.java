package org.contextagent.sensor.git.refs;

/** The names of refs, as raw bytes, one a character. */
public final class RefName {

    public static final String HEAD = "HEAD";

    static final String TAGS = "refs/tags/";

    private static final String BRANCHES = "refs/heads/";
    /** A path cannot be longer. */
    private static final int LONGEST = 4096;

    private RefName() {}

    /** Whether git allows the name, by the rules of {@code git check-ref-format}. */
    public static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > LONGEST || name.equals("@") || name.endsWith(".")) {
            return false;
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.startsWith(".") || part.endsWith(".lock")) {
                return false;
            }
        }
        return !name.contains("..") && !name.contains("@{") && name.chars().allMatch(RefName::isAllowed);
    }

    private static boolean isAllowed(int c) {
        return c > ' ' && c != 0x7F && "~^:?*[\\".indexOf(c) < 0;
    }

    /** Whether it is the name of a branch. */
    public static boolean isBranch(String name) {
        return name.startsWith(BRANCHES);
    }

    /** The short name of a branch. */
    public static String branch(String name) {
        return name.substring(BRANCHES.length());
    }

    /** Whether each work tree has its own. */
    static boolean isOfWorkTree(String name) {
        return !name.startsWith("refs/")
                || name.startsWith("refs/bisect/")
                || name.startsWith("refs/worktree/")
                || name.startsWith("refs/rewritten/");
    }

    /** Whether it is a full object id, of SHA-1 or SHA-256. */
    static boolean isObjectId(String text) {
        return (text.length() == 40 || text.length() == 64) && text.chars().allMatch(RefName::isHex);
    }

    private static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
