package io.clientgrant.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.Change;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.Plan;
import io.clientgrant.grant.Plan.Farewell;
import io.clientgrant.grant.Refusal;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value.Word;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeashTest {
  private static final GrantId ID = new GrantId("cgr_1");
  private static final GrantKey KEY =
      new GrantKey("example.eu.auth0.com", new Grantee.Client("billing"), "https://api", "client");
  private static final Grant GRANT = new Grant(ID, KEY, Settings.NONE, false);
  private static final Held HELD = new Held(ID, KEY, Origin.CREATED, Set.of());
  private static final List<Change> CHANGES =
      List.of(new Change(Field.ORGANIZATION_USAGE, new Word("allow"), new Word("deny")));

  /** One of each, and an adoption with and without changes. */
  private static final List<Plan> PLANS =
      List.of(
          new Plan.InSync(HELD),
          new Plan.Create(new DesiredGrant(KEY, false, Settings.NONE)),
          new Plan.Adopt(GRANT, HELD, List.of()),
          new Plan.Adopt(GRANT, HELD, CHANGES),
          new Plan.Update(GRANT, HELD, CHANGES),
          new Plan.Delete(GRANT),
          new Plan.HandOver("ns/heir"),
          new Plan.LetGo(Farewell.KEPT),
          new Plan.Refuse(new Refusal("NotAllowed", "")),
          new Plan.Wait());

  @Test
  void thereIsOneOfEachPlan() {
    assertThat(PLANS)
        .extracting(Plan::getClass)
        .map(Object.class::cast)
        .containsAll(List.of(Plan.class.getPermittedSubclasses()));
  }

  @Test
  void whereATenantIsOnlyObservedNothingCallsItToWrite() {
    assertThat(PLANS.stream().filter(Plan::callsTenant))
        .isNotEmpty()
        .allMatch(plan -> Leash.OBSERVE.holds(plan).isPresent());
  }

  @Test
  void withoutProofNothingIsDeleted() {
    assertThat(PLANS.stream().filter(plan -> Leash.UNPROVEN.holds(plan).isPresent()))
        .containsExactly(new Plan.Delete(GRANT));
  }

  @Test
  void otherwiseEveryPlanIsCarriedOut() {
    assertThat(PLANS).allMatch(plan -> Leash.NONE.holds(plan).isEmpty());
  }
}
