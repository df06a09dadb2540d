package io.clientgrant.grant;

import static io.clientgrant.grant.GrantSamples.everyScope;
import static io.clientgrant.grant.GrantSamples.names;
import static io.clientgrant.grant.GrantSamples.organizations;
import static io.clientgrant.grant.GrantSamples.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.Value.Bool;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WithdrawalTest {
  @Test
  void ofTwoListsWhatIsThereAndAskedForStays() {
    assertThat(steps(scope("b", "c"), scope("a", "b")))
        .containsExactly(new Withdrawal(Field.SCOPE, names("a", "b"), names("b")));
  }

  @Test
  void anAdditionTakesNothingAway() {
    assertThat(steps(scope("a", "b"), scope("a"))).isEmpty();
    assertThat(steps(everyScope(), scope("a"))).isEmpty();
  }

  @Test
  void endingEveryScopeLeavesNoneUntilTheListIsSent() {
    assertThat(steps(scope("a"), everyScope()))
        .extracting(Withdrawal::patch)
        .containsExactly(scope().with(Field.ALLOW_ALL_SCOPES, new Bool(false)));
  }

  @ParameterizedTest
  @CsvSource({
    "deny,    allow,   ''",
    "deny,    require, ''",
    "allow,   deny,    organizationUsage allow",
    "allow,   require, organizationUsage allow",
    "require, allow,   ''",
    "require, deny,    organizationUsage require",
    "other,   deny,    organizationUsage other",
  })
  void anOrganizationUsageThatAllowsLessTakesSomethingAway(String from, String to, String told) {
    assertThat(Withdrawal.toString(steps(organizations(to), organizations(from)))).isEqualTo(told);
  }

  @Test
  void eachFieldIsAStepOfItsOwnAndAnyOrganizationComesBeforeTheUsage() {
    var shown =
        scope("a")
            .with(Field.ALLOW_ANY_ORGANIZATION, new Bool(true))
            .with(
                Field.ORGANIZATION_USAGE,
                organizations("allow").effective(Field.ORGANIZATION_USAGE));

    assertThat(steps(scope(), shown))
        .extracting(Withdrawal::field)
        .containsExactly(Field.ALLOW_ANY_ORGANIZATION, Field.ORGANIZATION_USAGE, Field.SCOPE);
  }

  @Test
  void afterARefusalTheScopesThatTheApiDoesNotDefineGoToo() {
    var step = new Withdrawal(Field.SCOPE, names("a", "b", "c"), names("a", "b"));

    assertThat(step.afterRefusal(Set.of("b", "x")))
        .hasValue(new Withdrawal(Field.SCOPE, names("a", "b", "c"), names("a")));
    assertThat(step.afterRefusal(Set.of("x"))).isEmpty();
    assertThat(step.afterRefusal(Set.of())).isEmpty();
  }

  @Test
  void aSingleScopeThatIsRefusedIsOneThatTheApiDoesNotDefine() {
    var step = new Withdrawal(Field.SCOPE, names("a", "b"), names("a"));
    var next = step.afterRefusal(Set.of());

    assertThat(next).hasValue(new Withdrawal(Field.SCOPE, names("a", "b"), names()));
    assertThat(next.flatMap(less -> less.afterRefusal(Set.of()))).isEmpty();
  }

  private static List<Withdrawal> steps(Settings asked, Settings shown) {
    return Withdrawal.of(Change.between(asked, shown, EnumSet.allOf(Field.class)));
  }
}
