package io.clientgrant.cli.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.cli.source.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A directory with a file for each manifest. A file that is as it should be is not written, and no
 * file is removed.
 */
public final class ManifestFiles {
  private final Path directory;
  private int written;
  private int unchanged;

  /** Creates the directory if it is not there. */
  public ManifestFiles(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw cannotWrite(directory);
    }
  }

  /** Writes a manifest into its file. */
  public void write(Manifest manifest) {
    var file = directory.resolve(manifest.name() + ".yaml");
    var content = manifest.yaml().getBytes(UTF_8);
    try {
      if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
        unchanged++;
      } else {
        Files.write(file, content);
        written++;
      }
    } catch (IOException e) {
      throw cannotWrite(file);
    }
  }

  /** What was done, for people. */
  public String summary() {
    return "%,d files in %s: %,d written, %,d unchanged."
        .formatted(written + unchanged, directory, written, unchanged);
  }

  private static CommandFailure cannotWrite(Path path) {
    return new CommandFailure("%s cannot be written. Check its permissions.".formatted(path));
  }
}
