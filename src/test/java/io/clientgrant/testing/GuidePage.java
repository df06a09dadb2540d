package io.clientgrant.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page of the documentation, whose commands a test types.
 *
 * @param file the page
 */
public record GuidePage(Path file) {
  /** The page of that name in {@code docs}. */
  public static GuidePage of(String name) {
    return new GuidePage(Path.of("docs", name + ".md"));
  }

  /** The commands of a block that begins with {@code sh} and a name. */
  public String commands(String block) throws IOException {
    var found =
        Pattern.compile("(?ms)^ *```sh %s\\n(.*?)^ *```$".formatted(block))
            .matcher(Files.readString(file));
    assertThat(found.find()).as("%s has the block %s", file, block).isTrue();
    return found.group(1);
  }

  /** The names of all such blocks, in order. */
  public List<String> blocks() throws IOException {
    return Pattern.compile("(?m)^ *```sh (\\S+)$")
        .matcher(Files.readString(file))
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
