package io.clientgrant.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that was run to its end. */
public final class Program {
  private Program() {}

  /** How it ended, and what it printed, on standard output and standard error. */
  public record Ended(int exit, String output) {}

  /** Runs a program. */
  public static Ended run(String... command) throws IOException, InterruptedException {
    return run(new ProcessBuilder(command));
  }

  /** Runs what was prepared. */
  public static Ended run(ProcessBuilder builder) throws IOException, InterruptedException {
    var process = builder.redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), output);
  }

  /**
   * The folder of a set of {@code tools/build-binaries}.
   *
   * @throws IllegalStateException with what it printed, if it could not build them
   */
  public static Path tools(String set) throws IOException, InterruptedException {
    var built = run("tools/build-binaries", set);
    if (built.exit() != 0) {
      throw new IllegalStateException(built.output());
    }
    return Path.of(built.output().lines().toList().getLast());
  }

  /** Runs a program of {@code tools/build-binaries}. */
  public static Ended runTool(String set, String name, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(tools(set).resolve(name).toString()));
    command.addAll(List.of(arguments));
    return run(new ProcessBuilder(command));
  }
}
