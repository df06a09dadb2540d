package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.e2e.Guide;
import io.clientgrant.e2e.InstallMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the guide tells users to type is what {@code make e2e} types. */
class GuideTest {
  private static final Pattern TYPED =
      Pattern.compile("\\b(?<how>commands|block)\\(\"(?<name>[a-z-]+)\"\\)");

  @Test
  void everyBlockIsTypedAndEveryBlockThatIsTypedIsThere() throws IOException {
    var typed = new TreeSet<String>();
    for (var source : sources()) {
      TYPED
          .matcher(source)
          .results()
          .forEach(found -> {
            if (found.group("how").equals("commands")) {
              typed.add(found.group("name"));
            } else {
              Stream.of(InstallMethod.values())
                  .map(way -> way.block(found.group("name")))
                  .forEach(typed::add);
            }
          });
    }
    assertThat(typed).isEqualTo(new TreeSet<>(Guide.read().blocks().keySet()));
  }

  @Test
  void everyBlockOfCommandsHasAName() throws IOException {
    var guide = Files.readString(Path.of("docs", "install.md"));
    assertThat(
            Pattern.compile("(?ms)^```(?!sh \\S)[^\\n]*\\n[^`]*^(kubectl|helm) ")
                .matcher(guide)
                .results())
        .isEmpty();
  }

  private static Set<String> sources() throws IOException {
    var sources = new TreeSet<String>();
    try (var files = Files.list(Path.of("src/test/java/io/clientgrant/e2e"))) {
      for (var file : (Iterable<Path>) files::iterator) {
        sources.add(Files.readString(file));
      }
    }
    return sources;
  }
}
