package io.clientgrant.grant;

import static io.clientgrant.grant.GrantSamples.everyScope;
import static io.clientgrant.grant.GrantSamples.names;
import static io.clientgrant.grant.GrantSamples.organizations;
import static io.clientgrant.grant.GrantSamples.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeTest {
  private static final Set<Field> NEVER_SET = Set.of();

  @ParameterizedTest
  @EnumSource(Field.class)
  void aFieldThatDiffersIsChanged(Field field) {
    var asked = Settings.NONE.with(field, other(field));

    assertThat(Change.between(asked, Settings.NONE, NEVER_SET))
        .containsExactly(new Change(field, field.byDefault(), other(field)));
  }

  @ParameterizedTest
  @EnumSource(Field.class)
  void aFieldNeverSetStaysAsItIs(Field field) {
    var shown = Settings.NONE.with(field, other(field));

    assertThat(Change.between(Settings.NONE, shown, NEVER_SET)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Field.class)
  void aFieldSetAndThenDroppedGoesBackToTheDefault(Field field) {
    var shown = Settings.NONE.with(field, other(field));

    assertThat(Change.between(Settings.NONE, shown, Set.of(field)))
        .containsExactly(new Change(field, other(field), field.byDefault()));
  }

  @ParameterizedTest
  @EnumSource(Field.class)
  void aDefaultSpeltOutIsNoDifference(Field field) {
    var spelt = Settings.NONE.with(field, field.byDefault());

    assertThat(Change.between(spelt, Settings.NONE, NEVER_SET)).isEmpty();
    assertThat(Change.between(Settings.NONE, spelt, Set.of(field))).isEmpty();
  }

  @Test
  void theOrderAndTheRepetitionOfScopesMeanNothing() {
    assertThat(Change.between(scope("a", "b"), scope("b", "a", "b"), NEVER_SET)).isEmpty();
  }

  @Test
  void everyScopeInsteadOfSomeIsOneCallThatNamesNoScope() {
    var changes = Change.between(everyScope(), scope("a"), Set.of(Field.SCOPE));

    assertThat(Change.patches(changes)).containsExactly(everyScope());
  }

  @Test
  void someScopesInsteadOfEveryScopeAreTwoCallsWithNoScopeInBetween() {
    var asked = scope("a").with(Field.ORGANIZATION_USAGE, new Text("allow"));

    var patches = Change.patches(Change.between(asked, everyScope(), NEVER_SET));

    assertThat(patches)
        .containsExactly(
            organizations("allow")
                .with(Field.ALLOW_ALL_SCOPES, new Bool(false))
                .with(Field.SCOPE, names()),
            scope("a"));
  }

  @Test
  void noScopesInsteadOfEveryScopeIsOneCall() {
    var patches = Change.patches(Change.between(scope(), everyScope(), NEVER_SET));

    assertThat(patches).containsExactly(scope().with(Field.ALLOW_ALL_SCOPES, new Bool(false)));
  }

  @Test
  void everyScopeOnceAskedForAndThenDroppedBecomesNoScope() {
    var managed = EnumSet.of(Field.ALLOW_ALL_SCOPES);

    var patches = Change.patches(Change.between(Settings.NONE, everyScope(), managed));

    assertThat(patches).containsExactly(scope().with(Field.ALLOW_ALL_SCOPES, new Bool(false)));
  }

  @Test
  void everyScopeWithAnEmptyListBesideItIsStillEveryScope() {
    var shown = everyScope().with(Field.SCOPE, names());

    assertThat(Change.between(everyScope(), shown, NEVER_SET)).isEmpty();
  }

  @Test
  void otherChangesAreOneCall() {
    var asked = scope("a").with(Field.ORGANIZATION_USAGE, new Text("require"));

    assertThat(Change.patches(Change.between(asked, Settings.NONE, NEVER_SET)))
        .containsExactly(asked);
    assertThat(Change.patches(List.of())).isEmpty();
  }

  @Test
  void addedAndRemovedValuesAreNamed() {
    assertThat(new Change(Field.SCOPE, names("a", "b"), names("b", "c", "d")))
        .hasToString("scope: add c d, remove a");
    assertThat(new Change(Field.ORGANIZATION_USAGE, new Text("allow"), new Text("deny")))
        .hasToString("organizationUsage: deny instead of allow");
  }

  @Test
  void aChangeOfAThousandScopesStaysAShortSentence() {
    var thousand =
        StringSet.of(IntStream.range(0, 1000).mapToObj("read:thing-%03d"::formatted).toList());

    assertThat(new Change(Field.SCOPE, names(), thousand).toString())
        .startsWith("scope: add read:thing-000 ")
        .endsWith(" and 990 more")
        .hasSizeLessThan(200);
    assertThat(new Change(Field.SCOPE, thousand, names()).toString())
        .startsWith("scope: remove read:thing-000 ")
        .hasSizeLessThan(200);
  }

  private static Value other(Field field) {
    return switch (field.byDefault()) {
      case StringSet _ -> names("other");
      case Text _ -> new Text("other");
      case Bool(var on) -> new Bool(!on);
    };
  }
}
