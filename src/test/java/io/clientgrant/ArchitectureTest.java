package io.clientgrant;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rooms of the house, and which way imports may point. */
class ArchitectureTest {
  private static final JavaClasses OPERATOR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.clientgrant");
  private static final List<String> ROOMS =
      List.of("api", "grant", "tenant", "controller", "operator", "simulator");

  @ParameterizedTest
  @CsvSource({
    "api,        ''",
    "grant,      ''",
    "tenant,     grant",
    "controller, api grant tenant",
    "operator,   api grant tenant controller",
    "simulator,  ''",
  })
  void aRoomImportsOnlyFromTheRoomsBelow(String room, String below) {
    var others =
        ROOMS.stream()
            .filter(other -> !other.equals(room) && !List.of(below.split(" ")).contains(other))
            .map(ArchitectureTest::in)
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(in(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
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
    slices().matching("io.clientgrant.(*)..").should().beFreeOfCycles().check(OPERATOR);
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
  void theTenantRoomKnowsNothingOfKubernetes() {
    noClasses()
        .that()
        .resideInAPackage(in("tenant"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..")
        .check(OPERATOR);
  }

  @Test
  void onlyTheTenantRoomKnowsTheSdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("tenant"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.auth0..")
        .check(OPERATOR);
  }

  @Test
  void noFieldIsStaticAndMutable() {
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
