package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.launch.Launcher;
import io.javaoperatorsdk.operator.Operator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pom leaves out most of the kinds that Fabric8 knows. Its client has methods for all of them,
 * so what matters is that nothing else names a kind that is not there: neither the operator, nor
 * JOSDK, which asks the client on its behalf. The tests of processes run the jars as they ship.
 */
class FewModelsTest {
  private static final String KINDS = "io/fabric8/kubernetes/api/model/";

  @ParameterizedTest
  @ValueSource(classes = {Launcher.class, Operator.class})
  void everyKindThatIsNamedIsThere(Class<?> library) throws Exception {
    var named = kindsNamedBesides(library);
    assertThat(named).isNotEmpty();
    assertThat(named.stream().filter(kind -> !isThere(kind))).isEmpty();
  }

  /** Else the pom has no longer the effect that it says. */
  @Test
  void aKindThatNobodyNamesIsNotThere() {
    assertThat(isThere(KINDS + "gatewayapi/v1/HTTPRoute")).isFalse();
  }

  private static List<String> kindsNamedBesides(Class<?> library)
      throws IOException, URISyntaxException {
    var place = Path.of(library.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(place)) {
      return kindsNamed(place);
    }
    try (var jar = FileSystems.newFileSystem(place)) {
      return kindsNamed(jar.getPath("/"));
    }
  }

  private static List<String> kindsNamed(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .flatMap(FewModelsTest::classesNamed)
          .filter(name -> name.startsWith(KINDS))
          .distinct()
          .sorted()
          .toList();
    }
  }

  private static Stream<String> classesNamed(Path file) {
    try {
      var names = Stream.<String>builder();
      for (var entry : ClassFile.of().parse(file).constantPool()) {
        if (entry instanceof ClassEntry named) {
          names.add(named.asInternalName());
        }
      }
      return names.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isThere(String name) {
    return FewModelsTest.class.getClassLoader().getResource(name + ".class") != null;
  }
}
