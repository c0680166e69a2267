package org.contextagent.sensor.git;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.git.testing.Git;
import org.contextagent.sensor.git.testing.Observer;
import org.contextagent.sensor.git.testing.Sensed;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day's work in one go: after each command the sensor says what git says, and has told so by itself. */
class RandomHistoryTest {

    private static final int STEPS = 120;

    @TempDir
    Path temp;

    @Test
    @DisplayName("A1 whatever git does, in whatever order, is sensed as git says it and told of without being asked")
    void the_sensor_is_never_wrong() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("random history from -Dseed=" + seed);
        Random random = new Random(seed);
        GitSensor sensor = new GitSensor();
        Git main = Git.init(temp.resolve("repo"));
        main.commit("a", "0");
        Path linked = temp.resolve("linked");
        main.run("worktree", "add", "-q", "-b", "linked", linked.toString());
        List<Git> trees = List.of(main, new Git(linked));
        try (Observer first = new Observer(sensor, main.folder());
                Observer second = new Observer(sensor, linked)) {
            List<Observer> observers = List.of(first, second);
            for (int step = 0; step < STEPS; step++) {
                int which = random.nextInt(2);
                String[] command = command(random);
                if (random.nextInt(3) == 0) {
                    trees.get(which).write("a", "content " + step);
                    trees.get(which).attempt("add", "a");
                }
                trees.get(which).attempt(command);
                String what = "step " + step + " of seed " + seed + ": git " + String.join(" ", command);
                try {
                    for (int i = 0; i < 2; i++) {
                        Facts facts = new Sensed(sensor).sameAsGit(trees.get(i).folder());
                        observers.get(i).await(facts::equals);
                    }
                } catch (AssertionError e) {
                    throw new AssertionError(what, e);
                }
            }
        } finally {
            sensor.deactivate();
        }
    }

    private static String[] command(Random random) {
        String branch = List.of("main", "one", "two/deep", "three").get(random.nextInt(4));
        String tag = List.of("v1", "v2", "rel/v3").get(random.nextInt(3));
        return switch (random.nextInt(24)) {
            case 0, 1, 2 -> words("commit -q -a -m change");
            case 3 -> words("commit -q --allow-empty -m empty");
            case 4, 5 -> words("checkout -q -f " + branch);
            case 6 -> words("checkout -q -f -B " + branch);
            case 7 -> words("checkout -q -f --detach " + branch);
            case 8 -> words("checkout -q -f --detach " + tag);
            case 9 -> words("tag -f -a -m x " + tag);
            case 10 -> words("tag -f " + tag);
            case 11 -> words("tag -d " + tag);
            case 12 -> words("merge -q -m merge " + branch);
            case 13 -> words("rebase -q " + branch);
            case 14 -> words("rebase -q --apply " + branch);
            case 15 ->
                words(List.of("rebase --abort", "rebase --skip", "merge --abort", "cherry-pick --abort")
                        .get(random.nextInt(4)));
            case 16 -> words("cherry-pick " + branch);
            case 17 -> words("revert --no-edit HEAD");
            case 18 -> words("pack-refs --all --prune");
            case 19 -> words("gc -q --prune=now");
            case 20 -> words("branch -f -m " + branch + " " + branch + "x");
            case 21 ->
                words("bisect "
                        + List.of("start", "reset", "bad", "good " + branch).get(random.nextInt(4)));
            case 22 -> words("reset -q --hard " + branch);
            default -> words("update-ref -d refs/heads/" + branch);
        };
    }

    private static String[] words(String command) {
        return command.split(" ");
    }
}
