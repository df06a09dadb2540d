package io.clientgrant.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.Program;
import io.clientgrant.testing.Program.Ended;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Types what a user would, standing in a folder.
 *
 * @param folder where it stands
 * @param path the folder of more commands, such as one of several Helms
 */
record Shell(Path folder, Path path) {

  /** A shell that knows Helm, of the third or the fourth kind. */
  static Shell with(String helm, Path folder) throws IOException, InterruptedException {
    return new Shell(folder, Program.tools(helm));
  }

  /** The same shell in another folder. */
  Shell in(Path other) {
    return new Shell(other, path);
  }

  /** Runs commands, fails if one of them fails, and returns what they print. */
  String run(String commands) throws IOException, InterruptedException {
    var ended = tryRun(commands);
    assertThat(ended.exit()).as("%s%n%s", commands, ended.output()).isZero();
    return ended.output();
  }

  /** Runs commands until one of them fails. */
  Ended tryRun(String commands) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands);
    builder
        .environment()
        .merge("PATH", path.toString(), (old, more) -> more + File.pathSeparator + old);
    return Program.run(builder.directory(folder.toFile()));
  }
}
