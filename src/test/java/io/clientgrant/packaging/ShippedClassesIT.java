package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The build ships those classes of Auth0's SDK that it finds to be reachable. A class that is
 * missing would fail only where it is used. The tests of processes run what is shipped, too.
 */
class ShippedClassesIT {
  private static final Path TARGET = Path.of("target");

  /** As in a descriptor, a generic signature or an annotation, whose names are text. */
  private static final Pattern DESCRIBED = Pattern.compile("L(com/auth0/[\\w/$]+)");

  @Test
  void everyClassOfTheSdkThatIsNamedIsShipped() throws IOException {
    var named = new TreeSet<String>();
    var shipped = new TreeSet<String>();
    for (var jar : shippedJars()) {
      try (var content = FileSystems.newFileSystem(jar);
          var files = Files.walk(content.getPath("/"))) {
        files
            .filter(file -> file.toString().endsWith(".class"))
            .forEach(file -> {
              shipped.add(file.toString().substring(1).replaceFirst("\\.class$", ""));
              named.addAll(classesOfTheSdkNamedIn(file));
            });
      }
    }

    assertThat(named).contains("com/auth0/client/mgmt/ClientGrantsClient");
    assertThat(named.stream().filter(name -> !shipped.contains(name))).isEmpty();
    assertThat(shipped).doesNotContain("com/auth0/client/mgmt/ManagementApi");
  }

  private static List<Path> shippedJars() throws IOException {
    try (var libraries = Files.list(TARGET.resolve("lib"))) {
      return Stream.concat(libraries, Stream.of(TARGET.resolve("clientgrant-operator.jar")))
          .toList();
    }
  }

  private static Set<String> classesOfTheSdkNamedIn(Path file) {
    try {
      var names = new TreeSet<String>();
      for (var entry : ClassFile.of().parse(file).constantPool()) {
        switch (entry) {
          case ClassEntry named when named.asInternalName().startsWith("com/auth0/") ->
              names.add(named.asInternalName());
          case Utf8Entry text ->
              DESCRIBED
                  .matcher(text.stringValue())
                  .results()
                  .map(found -> found.group(1))
                  .forEach(names::add);
          default -> {}
        }
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
