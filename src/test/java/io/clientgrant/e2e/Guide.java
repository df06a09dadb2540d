package io.clientgrant.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What docs/install.md tells users to type. Each of its blocks of commands has a name, which stands
 * behind {@code ```sh}.
 */
public record Guide(Map<String, String> blocks) {
  private static final Pattern BLOCK =
      Pattern.compile(
          "^```sh (?<name>\\S+)\\n(?<commands>.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final Pattern OVERLAY =
      Pattern.compile("(?ms)^```yaml\\n(?<text>[^`]*^resources: \\[crds.yaml[^`]*)^```$");

  public static Guide read() throws IOException {
    var blocks = new TreeMap<String, String>();
    var found = BLOCK.matcher(Files.readString(Path.of("docs", "install.md")));
    while (found.find()) {
      blocks.put(found.group("name"), found.group("commands"));
    }
    return new Guide(Map.copyOf(blocks));
  }

  /** The kustomization for the files of a release, as it stands there. */
  public static String overlay() throws IOException {
    var found = OVERLAY.matcher(Files.readString(Path.of("docs", "install.md")));
    if (!found.find()) {
      throw new AssertionError("docs/install.md has no kustomization for the files of a release");
    }
    return found.group("text");
  }

  /** The commands of a block, as they stand there. */
  public String commands(String name) {
    var commands = blocks.get(name);
    if (commands == null) {
      throw new AssertionError("docs/install.md has no block named " + name);
    }
    return commands;
  }
}
