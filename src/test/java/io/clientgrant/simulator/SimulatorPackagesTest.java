package io.clientgrant.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packages of the simulator, and which of them may import which. */
class SimulatorPackagesTest {
  private static final JavaClasses SIMULATOR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.clientgrant.simulator");
  private static final List<String> PACKAGES =
      List.of("limit", "wire", "state", "faults", "token", "server", "management", "control");

  @ParameterizedTest
  @CsvSource({
    "limit,      ''",
    "wire,       limit",
    "state,      limit wire",
    "faults,     wire",
    "token,      state wire",
    "server,     limit wire state faults token",
    "management, limit wire state token",
    "control,    limit wire state faults token server",
  })
  void aPackageImportsOnlyFromThePackagesBelow(String name, String below) {
    var others =
        Stream.concat(
                Stream.of("io.clientgrant.simulator"),
                PACKAGES.stream()
                    .filter(other -> !other.equals(name))
                    .filter(other -> !Arrays.asList(below.split(" ")).contains(other))
                    .map(SimulatorPackagesTest::in))
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(in(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(SIMULATOR);
  }

  @Test
  void everyClassIsInAKnownPackage() {
    var known =
        Stream.concat(
                Stream.of("io.clientgrant.simulator"),
                PACKAGES.stream().map(SimulatorPackagesTest::in))
            .toArray(String[]::new);

    classes().should().resideInAnyPackage(known).check(SIMULATOR);
  }

  private static String in(String name) {
    return "io.clientgrant.simulator." + name;
  }
}
