package io.clientgrant;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rooms of the house, and which way imports may point. */
class ArchitectureTest {
  private static final JavaClasses OPERATOR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.clientgrant");
  private static final List<String> ROOMS =
      List.of(
          "api",
          "grant",
          "auth0",
          "inventory",
          "controller",
          "cli",
          "operator",
          "launch",
          "simulator");

  /** JOSDK's timer goes by the wall clock, which can be set back. */
  @Test
  void noReconcilerUsesTheTimerOfJosdk() {
    noClasses()
        .should()
        .callMethodWhere(target(name("rescheduleAfter")))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Timer")
        .check(OPERATOR);
  }

  @ParameterizedTest
  @CsvSource({
    "api,                     ''",
    "grant,                   ''",
    "auth0,                   grant",
    "controller,              api grant auth0 inventory",
    "inventory,               grant auth0",
    "cli,                     api grant auth0 controller inventory",
    "operator,                api grant auth0 controller",
    "launch,                  auth0 cli operator",
    "simulator,               ''",
  })
  void aRoomImportsOnlyFromTheRoomsBelow(String room, String below) {
    importsOnly(
        in(room),
        ROOMS.stream().filter(other -> !isIn(other, room, below)).map(ArchitectureTest::in));
  }

  /** The packages of a room, from the ground up. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "grant: . policy plan",
        "auth0: failure connection limit http token api cache .",
        "inventory: . audit",
        "controller: status index tenant.authoritative tenant.usage tenant.credentials tenant.metrics"
            + " tenant facts reference clientgrant .",
        "cli: output source manifest plan trace command log audit check .",
      })
  void aPackageImportsOnlyFromThePackagesBelow(String room) {
    var name = room.substring(0, room.indexOf(':'));
    var packages = List.of(room.substring(room.indexOf(':') + 2).split(" "));

    for (var i = 0; i < packages.size(); i++) {
      importsOnly(
          exactly(name, packages.get(i)),
          packages.subList(i + 1, packages.size()).stream().map(above -> exactly(name, above)));
    }
    classes()
        .that()
        .resideInAPackage(in(name))
        .should()
        .resideInAnyPackage(
            packages.stream().map(inside -> exactly(name, inside)).toArray(String[]::new))
        .check(OPERATOR);
  }

  private static boolean isIn(String other, String room, String below) {
    return other.equals(room) || List.of(below.split(" ")).contains(other);
  }

  private static String exactly(String room, String inside) {
    return "io.clientgrant." + room + (inside.equals(".") ? "" : "." + inside);
  }

  private static void importsOnly(String from, Stream<String> forbidden) {
    noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .allowEmptyShould(true)
        .check(OPERATOR);
  }

  @Test
  void everyClassIsInARoom() {
    classes()
        .should()
        .resideInAnyPackage(ROOMS.stream().map(ArchitectureTest::in).toArray(String[]::new))
        .check(OPERATOR);
  }

  @Test
  void noTwoRoomsImportEachOther() {
    slices().matching("io.clientgrant.(**)").should().beFreeOfCycles().check(OPERATOR);
  }

  @Test
  void theGrantRoomIsPure() {
    noClasses()
        .that()
        .resideInAPackage(in("grant"))
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(
                    "java.io..",
                    "java.net..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.util.concurrent..",
                    "io.fabric8..",
                    "io.javaoperatorsdk..",
                    "com.auth0..",
                    "okhttp3..",
                    "io.micrometer..",
                    "org.slf4j..")
                .and(
                    DescribedPredicate.not(
                        JavaClass.Predicates.belongToAnyOf(URI.class, URISyntaxException.class))))
        .orShould()
        .dependOnClassesThat(
            JavaClass.Predicates.belongToAnyOf(Clock.class, InstantSource.class, Thread.class))
        .orShould()
        .callMethodWhere(
            DescribedPredicate.describe(
                "asks what time it is",
                call ->
                    call.getTarget().getName().equals("now")
                        || call.getTarget().getName().equals("currentTimeMillis")
                        || call.getTarget().getName().equals("nanoTime")))
        .check(OPERATOR);
  }

  @Test
  void theAuth0RoomKnowsNothingOfKubernetes() {
    noClasses()
        .that()
        .resideInAPackage(in("auth0"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..")
        .check(OPERATOR);
  }

  @Test
  void onlyTheAuth0RoomKnowsTheSdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("auth0"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.auth0..")
        .check(OPERATOR);
  }

  @Test
  void noStaticFieldIsMutable() {
    fields()
        .that()
        .areStatic()
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .beFinal()
        .andShould(holdWhatNeverChanges())
        .check(OPERATOR);
  }

  /** The simulator's records have the shape of JSON, where absent is a value like others. */
  @Test
  void nothingOptionalIsKeptOrPassedOn() {
    noFields()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackage(in("simulator"))
        .should()
        .haveRawType(Optional.class)
        .check(OPERATOR);
    noCodeUnits()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackage(in("simulator"))
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .haveRawParameterTypes(
            DescribedPredicate.describe(
                "one of them optional",
                types -> types.stream().anyMatch(type -> type.isEquivalentTo(Optional.class))))
        .check(OPERATOR);
  }

  private static String in(String room) {
    return "io.clientgrant." + room + "..";
  }

  private static ArchCondition<JavaField> holdWhatNeverChanges() {
    return new ArchCondition<>("hold what never changes") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        events.add(new SimpleConditionEvent(field, !canChange(field), field.getDescription()));
      }
    };
  }

  private static boolean canChange(JavaField field) {
    var type = field.getRawType();
    return type.isArray()
        || type.getPackageName().equals("java.util.concurrent.atomic")
        || ((type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class))
            && !isImmutable(field));
  }

  private static boolean isImmutable(JavaField field) {
    try {
      var reflected = field.reflect();
      reflected.setAccessible(true);
      return reflected.get(null).getClass().getName().startsWith("java.util.ImmutableCollections");
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
