package io.clientgrant.grant.plan;

import static io.clientgrant.grant.GrantSamples.ID;
import static io.clientgrant.grant.GrantSamples.KEY;
import static io.clientgrant.grant.GrantSamples.names;
import static io.clientgrant.grant.GrantSamples.scope;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.Change;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Digest;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.Text;
import io.clientgrant.grant.Withdrawal;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Observation.Indeterminate;
import io.clientgrant.grant.plan.Observation.Replaced;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.clientgrant.grant.plan.Plan.ReleaseReason;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.clientgrant.grant.policy.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case there is: what the tenant shows, what is recorded, and what the resource is for. */
class PlannerTest {
  private static final GrantId MADE_ANEW = new GrantId("cgr_madeanew00000001");

  /** What the resource asks for: two scopes, and one default spelt out. */
  private static final Settings ASKED =
      scope("read", "write").with(Field.ALLOW_ANY_ORGANIZATION, new Bool(false));

  /** The one field that differs in {@link Seen#OTHER_SCOPES}. */
  private static final List<Change> DIFFERENCES =
      List.of(new Change(Field.SCOPE, names("read"), names("read", "write")));

  /** The one field that differs in {@link Seen#MORE_SCOPES}. */
  private static final List<Change> TOO_MUCH =
      List.of(new Change(Field.SCOPE, names("read", "write", "delete"), names("read", "write")));

  /** The one field of {@link Seen#MORE_THAN_ASKED} that the resource does not ask for. */
  private static final List<Change> RESETS =
      List.of(new Change(Field.ORGANIZATION_USAGE, new Text("allow"), new Text("deny")));

  enum Seen {
    NOTHING,
    INDETERMINATE,
    AS_ASKED,
    AS_ASKED_IN_ANOTHER_ORDER,
    AS_ASKED_WITH_OTHER_DEFAULTS_SPELT_OUT,
    OTHER_SCOPES,
    MORE_SCOPES,
    MORE_THAN_ASKED,
    A_SYSTEM_GRANT,
    REPLACED_AS_ASKED,
    REPLACED_WITH_OTHER_SCOPES;

    Observation observation() {
      return switch (this) {
        case NOTHING -> new Absent();
        case INDETERMINATE -> new Indeterminate();
        case REPLACED_AS_ASKED, REPLACED_WITH_OTHER_SCOPES -> new Replaced(grant(), ID);
        default -> new Found(grant());
      };
    }

    Grant grant() {
      return new Grant(isReplaced() ? MADE_ANEW : ID, KEY, shown(), this == A_SYSTEM_GRANT);
    }

    boolean isReplaced() {
      return this == REPLACED_AS_ASKED || this == REPLACED_WITH_OTHER_SCOPES;
    }

    private Settings shown() {
      return switch (this) {
        case NOTHING, INDETERMINATE -> scope("nobody ever saw this");
        case AS_ASKED, A_SYSTEM_GRANT, REPLACED_AS_ASKED -> ASKED;
        case AS_ASKED_IN_ANOTHER_ORDER -> ASKED.with(Field.SCOPE, names("write", "read", "write"));
        case AS_ASKED_WITH_OTHER_DEFAULTS_SPELT_OUT ->
            scope("read", "write")
                .with(Field.ORGANIZATION_USAGE, new Text("deny"))
                .with(Field.ALLOW_ALL_SCOPES, new Bool(false))
                .with(Field.AUTHORIZATION_DETAILS_TYPES, names());
        case OTHER_SCOPES, REPLACED_WITH_OTHER_SCOPES -> ASKED.with(Field.SCOPE, names("read"));
        case MORE_SCOPES -> ASKED.with(Field.SCOPE, names("read", "write", "delete"));
        case MORE_THAN_ASKED -> ASKED.with(Field.ORGANIZATION_USAGE, new Text("allow"));
      };
    }

    boolean isAsAsked() {
      return this == REPLACED_AS_ASKED
          || EnumSet.range(AS_ASKED, AS_ASKED_WITH_OTHER_DEFAULTS_SPELT_OUT).contains(this);
    }
  }

  enum Recorded {
    NOTHING,
    PENDING_AS_ASKED,
    PENDING_AS_SEEN,
    PENDING_SOMETHING_ELSE,
    CREATED,
    CREATED_WITH_A_FIELD_SINCE_DROPPED,
    ADOPTED,
    FORGED_ID,
    FORGED_AUDIENCE,
    FORGED_DOMAIN;

    Ownership record(Seen seen) {
      return switch (this) {
        case NOTHING -> new None();
        case PENDING_AS_ASKED -> pending(ASKED);
        case PENDING_AS_SEEN -> pending(seen.shown());
        case PENDING_SOMETHING_ELSE -> pending(scope("something else"));
        case CREATED -> held(Origin.CREATED);
        case CREATED_WITH_A_FIELD_SINCE_DROPPED ->
            new Owned(
                ID, KEY, Origin.CREATED, ASKED.with(Field.ORGANIZATION_USAGE, deny()).fields());
        case ADOPTED -> held(Origin.ADOPTED);
        case FORGED_ID -> new Owned(new GrantId("cgr_forged"), KEY, Origin.CREATED, ASKED.fields());
        case FORGED_AUDIENCE ->
            forged(new GrantKey(KEY.domain(), KEY.grantee(), "https://other", KEY.subjectType()));
        case FORGED_DOMAIN ->
            forged(
                new GrantKey("other.auth0.com", KEY.grantee(), KEY.audience(), KEY.subjectType()));
      };
    }

    private static Text deny() {
      return new Text("deny");
    }

    private static Ownership pending(Settings body) {
      return new PendingCreate(Digest.of(KEY, body), Instant.EPOCH);
    }

    private static Ownership forged(GrantKey key) {
      return new Owned(ID, key, Origin.CREATED, ASKED.fields());
    }
  }

  enum Goals {
    KEEP_ALWAYS(keep(AdoptionPolicy.ALWAYS)),
    KEEP_IF_IDENTICAL(keep(AdoptionPolicy.IF_IDENTICAL)),
    KEEP_NEVER(keep(AdoptionPolicy.NEVER)),
    LEAVE_ALWAYS(new Goal.Remove(KEY, DeletionPolicy.ALWAYS)),
    LEAVE_IF_CREATED(new Goal.Remove(KEY, DeletionPolicy.IF_CREATED)),
    LEAVE_NEVER(new Goal.Remove(KEY, DeletionPolicy.NEVER));

    private final Goal goal;

    Goals(Goal goal) {
      this.goal = goal;
    }

    private static Goal keep(AdoptionPolicy policy) {
      return new Goal.Ensure(new DesiredGrant(KEY, true, ASKED), policy, AdoptionPolicy.ALWAYS);
    }
  }

  record Case(Goals goal, Seen seen, Recorded recorded) {
    Plan plan() {
      return plan(new ClaimPosition.Holder());
    }

    Plan plan(ClaimPosition position) {
      return Planner.plan(goal.goal, seen.observation(), recorded.record(seen), position);
    }

    /** The plan where the tenant's owner caps the adoption policy. */
    Plan plan(AdoptionPolicy policy, AdoptionPolicy limit) {
      var capped = new Goal.Ensure(new DesiredGrant(KEY, true, ASKED), policy, limit);
      return Planner.plan(
          capped, seen.observation(), recorded.record(seen), new ClaimPosition.Holder());
    }

    List<Withdrawal> excess() {
      return Planner.excess(goal.goal, seen.observation(), recorded.record(seen));
    }

    boolean leaves() {
      return goal.goal instanceof Goal.Remove;
    }

    /** Whether the tenant shows a grant of the resource's own, which another could have. */
    boolean leavesAGrant() {
      return !Set.of(Seen.NOTHING, Seen.INDETERMINATE).contains(seen)
          && seen != Seen.A_SYSTEM_GRANT
          && own().isPresent();
    }

    /**
     * How the grant that is seen came to the resource; empty if it is not the resource's own. What
     * was about to be created counts as created exactly if it is what is seen; a record of another
     * grant counts as none.
     */
    Optional<Origin> own() {
      return switch (recorded) {
        case NOTHING, PENDING_SOMETHING_ELSE, FORGED_ID, FORGED_AUDIENCE, FORGED_DOMAIN ->
            Optional.empty();
        case PENDING_AS_ASKED -> seen.isAsAsked() ? Optional.of(Origin.CREATED) : Optional.empty();
        case PENDING_AS_SEEN, CREATED, CREATED_WITH_A_FIELD_SINCE_DROPPED ->
            Optional.of(Origin.CREATED);
        case ADOPTED -> seen.isReplaced() ? Optional.empty() : Optional.of(Origin.ADOPTED);
      };
    }

    /** Whether the resource once asked for the field that it does not ask for now. */
    boolean droppedAField() {
      return recorded == Recorded.CREATED_WITH_A_FIELD_SINCE_DROPPED
          || (recorded == Recorded.PENDING_AS_SEEN && seen == Seen.MORE_THAN_ASKED);
    }
  }

  /**
   * What is planned for a resource that stays. The first three columns: the grant is not its own.
   */
  private static final String KEEPING_TABLE =
      """
                                               Always             IfIdentical  Never   | its own  dropped a field
      NOTHING                                | create           | create     | create | create  | create
      INDETERMINATE                          | wait             | wait       | wait   | wait    | wait
      AS_ASKED                               | adopt            | adopt      | refuse | in sync | in sync
      AS_ASKED_IN_ANOTHER_ORDER              | adopt            | adopt      | refuse | in sync | in sync
      AS_ASKED_WITH_OTHER_DEFAULTS_SPELT_OUT | adopt            | adopt      | refuse | in sync | in sync
      OTHER_SCOPES                           | adopt and change | refuse     | refuse | change  | change
      MORE_SCOPES                            | adopt and change | refuse     | refuse | change  | change
      MORE_THAN_ASKED                        | adopt            | refuse     | refuse | in sync | reset
      A_SYSTEM_GRANT                         | refuse           | refuse     | refuse | refuse  | refuse
      REPLACED_AS_ASKED                      | adopt            | adopt      | refuse | in sync | in sync
      REPLACED_WITH_OTHER_SCOPES             | adopt and change | refuse     | refuse | change  | change
      """;

  private static final Map<Seen, List<String>> KEEPING = table(KEEPING_TABLE);

  /** What is planned for a resource that goes. */
  private static final String LEAVING_TABLE =
      """
                                               not      created:                     adopted:
                                               its own  Always   IfCreated  Never    Always   IfCreated  Never
      NOTHING                                | nothing | nothing | nothing | nothing | nothing | nothing | nothing
      INDETERMINATE                          | wait    | wait    | wait    | wait    | wait    | wait    | wait
      AS_ASKED                               | nothing | delete  | delete  | keep    | delete  | keep    | keep
      AS_ASKED_IN_ANOTHER_ORDER              | nothing | delete  | delete  | keep    | delete  | keep    | keep
      AS_ASKED_WITH_OTHER_DEFAULTS_SPELT_OUT | nothing | delete  | delete  | keep    | delete  | keep    | keep
      OTHER_SCOPES                           | nothing | delete  | delete  | keep    | delete  | keep    | keep
      MORE_SCOPES                            | nothing | delete  | delete  | keep    | delete  | keep    | keep
      MORE_THAN_ASKED                        | nothing | delete  | delete  | keep    | delete  | keep    | keep
      A_SYSTEM_GRANT                         | keep    | keep    | keep    | keep    | keep    | keep    | keep
      REPLACED_AS_ASKED                      | nothing | delete  | delete  | keep    | nothing | nothing | nothing
      REPLACED_WITH_OTHER_SCOPES             | nothing | delete  | delete  | keep    | nothing | nothing | nothing
      """;

  private static final Map<Seen, List<String>> LEAVING = table(LEAVING_TABLE);

  /** What a resource that stays does not ask for, though its own grant gives it. */
  private static final String EXCESS_TABLE =
      """
                                               not its own | its own      | dropped a field
      NOTHING                                | nothing     | nothing      | nothing
      INDETERMINATE                          | nothing     | nothing      | nothing
      AS_ASKED                               | nothing     | nothing      | nothing
      AS_ASKED_IN_ANOTHER_ORDER              | nothing     | nothing      | nothing
      AS_ASKED_WITH_OTHER_DEFAULTS_SPELT_OUT | nothing     | nothing      | nothing
      OTHER_SCOPES                           | nothing     | nothing      | nothing
      MORE_SCOPES                            | nothing     | scope delete | scope delete
      MORE_THAN_ASKED                        | nothing     | nothing      | organizationUsage allow
      A_SYSTEM_GRANT                         | nothing     | nothing      | nothing
      REPLACED_AS_ASKED                      | nothing     | nothing      | nothing
      REPLACED_WITH_OTHER_SCOPES             | nothing     | nothing      | nothing
      """;

  private static final Map<Seen, List<String>> EXCESS = table(EXCESS_TABLE);

  static Stream<Case> cases() {
    return Arrays.stream(Goals.values())
        .flatMap(goal ->
            Arrays.stream(Seen.values())
                .flatMap(seen ->
                    Arrays.stream(Recorded.values())
                        .map(recorded -> new Case(goal, seen, recorded))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyCaseIsPlannedAsTheTablesSay(Case one) {
    assertThat(withoutSentence(one.plan())).isEqualTo(expected(one));
  }

  @Test
  void theTablesStandInTheDocs() throws IOException {
    assertThat(Files.readString(Path.of("docs", "behaviour.md")))
        .contains(KEEPING_TABLE)
        .contains(LEAVING_TABLE)
        .contains(EXCESS_TABLE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsTakenAwayAfterARefusalIsAsTheTableSays(Case one) {
    var column = one.own().isEmpty() ? 0 : one.droppedAField() ? 2 : 1;

    assertThat(Withdrawal.toString(one.excess()))
        .isEqualTo(
            one.leaves() || row(EXCESS, one).get(column).equals("nothing")
                ? ""
                : row(EXCESS, one).get(column));
  }

  @Test
  void aSystemGrantIsNeverTouched() {
    assertThat(cases().filter(one -> one.seen == Seen.A_SYSTEM_GRANT))
        .isNotEmpty()
        .allSatisfy(
            one -> assertThat(one.plan()).isInstanceOfAny(Plan.Refuse.class, Plan.Release.class));
  }

  @Test
  void anAdoptedGrantIsOnlyDeletedIfThePolicyIsAlways() {
    assertThat(cases().filter(one -> one.recorded == Recorded.ADOPTED && deletes(one)))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.goal).isEqualTo(Goals.LEAVE_ALWAYS));
  }

  @Test
  void aGrantThatIsNotTheResourcesOwnIsNeitherChangedNorDeleted() {
    assertThat(cases().filter(one -> one.own().isEmpty()))
        .isNotEmpty()
        .allSatisfy(
            one -> assertThat(one.plan()).isNotInstanceOfAny(Plan.Update.class, Plan.Delete.class));
  }

  @Test
  void aGrantThatExistsIsOnlyTakenOverAsThePolicyAllows() {
    assertThat(cases().filter(one -> one.plan() instanceof Plan.Adopt))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.goal).isIn(Goals.KEEP_ALWAYS, Goals.KEEP_IF_IDENTICAL))
        .allSatisfy(one ->
            assertThat(changes(one.plan()).isEmpty() || one.goal == Goals.KEEP_ALWAYS).isTrue());
  }

  @ParameterizedTest
  @EnumSource(AdoptionPolicy.class)
  void aCapIsLikeANarrowerPolicyAndKeepsWhatWasAdoptedAsItIs(AdoptionPolicy limit) {
    for (var policy : AdoptionPolicy.values()) {
      assertThat(cases().filter(one -> !one.leaves()))
          .isNotEmpty()
          .allSatisfy(one -> {
            var uncapped = one.plan(policy.limitedBy(limit), AdoptionPolicy.ALWAYS);
            var mayNotChange =
                one.recorded == Recorded.ADOPTED
                    && uncapped instanceof Plan.Update
                    && limit != AdoptionPolicy.ALWAYS;
            assertThat(withoutSentence(one.plan(policy, limit)))
                .isEqualTo(mayNotChange ? refuse("AdoptedAsItIs") : withoutSentence(uncapped));
          });
    }
  }

  @Test
  void aFieldNeverSetIsNeverSent() {
    assertThat(cases())
        .allSatisfy(one ->
            assertThat(changes(one.plan()))
                .extracting(Change::field)
                .isSubsetOf(one.droppedAField() ? everSet(Field.ORGANIZATION_USAGE) : everSet()));
    assertThat(cases().map(Case::plan).filter(Plan.Create.class::isInstance))
        .isNotEmpty()
        .containsOnly(new Plan.Create(new DesiredGrant(KEY, true, ASKED)));
  }

  @Test
  void theRecordIsTheGrantThatIsSeenAndTheFieldsThatAreAskedFor() {
    assertThat(cases())
        .allSatisfy(one ->
            recorded(one.plan())
                .ifPresent(owned -> {
                  assertThat(owned.matches(one.seen.grant())).isTrue();
                  assertThat(owned.managedFields()).isEqualTo(ASKED.fields());
                }));
  }

  @Test
  void aWaitingClaimantTouchesNothing() {
    assertThat(cases())
        .allSatisfy(one ->
            assertThat(withoutSentence(one.plan(new ClaimPosition.Waiting("ns/other"))))
                .isEqualTo(
                    one.leaves()
                        ? new Plan.Release(ReleaseReason.HANDED_OVER)
                        : refuse("HeldByAnother")));
  }

  @Test
  void aDeletedResourceIsHandedOverOnlyIfItLeavesAGrant() {
    assertThat(cases().filter(Case::leaves))
        .isNotEmpty()
        .allSatisfy(one ->
            assertThat(one.plan(new ClaimPosition.HandingOver("ns/heir")))
                .isEqualTo(one.leavesAGrant() ? new Plan.HandOver("ns/heir") : one.plan()));
  }

  @Test
  void aSuccessorContinuesWithTheRecordOfItsPredecessor() {
    for (var recorded : Recorded.values()) {
      if (recorded.record(Seen.AS_ASKED) instanceof Owned inherited) {
        assertThat(cases().filter(one -> !one.leaves()))
            .isNotEmpty()
            .allSatisfy(one ->
                assertThat(one.plan(new ClaimPosition.Successor(inherited)))
                    .isEqualTo(new Case(one.goal, one.seen, recorded).plan()));
      }
    }
  }

  @Test
  void aRefusalSaysWhichGrantAndWhatDiffers() {
    var plan = new Case(Goals.KEEP_IF_IDENTICAL, Seen.OTHER_SCOPES, Recorded.NOTHING).plan();

    assertThat(plan)
        .isInstanceOfSatisfying(
            Plan.Refuse.class,
            refuse -> assertThat(refuse.refusal().message()).contains(ID.value(), "add write"));
  }

  private static Plan expected(Case one) {
    var name =
        switch (one.goal.goal) {
          case Goal.Ensure keep -> row(KEEPING, one).get(keeping(one, keep.adoption()));
          case Goal.Remove leave -> row(LEAVING, one).get(leaving(one, leave.deletion()));
        };
    var grant = one.seen.grant();
    var adopted = new Owned(grant.id(), KEY, Origin.ADOPTED, ASKED.fields());
    var own = new Owned(grant.id(), KEY, one.own().orElse(Origin.ADOPTED), ASKED.fields());
    return switch (name) {
      case "create" -> new Plan.Create(new DesiredGrant(KEY, true, ASKED));
      case "wait" -> new Plan.AwaitPendingCreate();
      case "adopt" -> new Plan.Adopt(grant, adopted, List.of());
      case "adopt and change" -> new Plan.Adopt(grant, adopted, differences(one));
      case "change" -> new Plan.Update(grant, own, differences(one));
      case "reset" -> new Plan.Update(grant, own, RESETS);
      case "in sync" -> new Plan.InSync(own);
      case "refuse" -> refuse(one.seen == Seen.A_SYSTEM_GRANT ? "SystemGrant" : "GrantExists");
      case "delete" -> new Plan.Delete(grant);
      case "keep" -> new Plan.Release(ReleaseReason.KEPT);
      case "nothing" -> new Plan.Release(ReleaseReason.NOTHING_LEFT);
      default -> throw new AssertionError("no plan is called " + name);
    };
  }

  private static List<Change> differences(Case one) {
    return one.seen == Seen.MORE_SCOPES ? TOO_MUCH : DIFFERENCES;
  }

  private static int keeping(Case one, AdoptionPolicy policy) {
    if (one.own().isPresent()) {
      return one.droppedAField() ? 4 : 3;
    }
    return switch (policy) {
      case ALWAYS -> 0;
      case IF_IDENTICAL -> 1;
      case NEVER -> 2;
    };
  }

  private static int leaving(Case one, DeletionPolicy policy) {
    var column =
        switch (policy) {
          case ALWAYS -> 1;
          case IF_CREATED -> 2;
          case NEVER -> 3;
        };
    return one.own().map(origin -> origin == Origin.CREATED ? column : column + 3).orElse(0);
  }

  private static List<String> row(Map<Seen, List<String>> table, Case one) {
    return Optional.ofNullable(table.get(one.seen)).orElseThrow();
  }

  /** Reads a table; lines that do not begin with something seen are its head. */
  private static Map<Seen, List<String>> table(String text) {
    return text.lines()
        .filter(line -> !line.startsWith(" "))
        .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
        .collect(toMap(row -> Seen.valueOf(row.getFirst()), row -> row.subList(1, row.size())));
  }

  private static Owned held(Origin origin) {
    return new Owned(ID, KEY, origin, ASKED.fields());
  }

  private static boolean deletes(Case one) {
    return one.plan() instanceof Plan.Delete;
  }

  private static Set<Field> everSet(Field... more) {
    return Stream.concat(ASKED.fields().stream(), Stream.of(more)).collect(toSet());
  }

  private static Plan withoutSentence(Plan plan) {
    return plan instanceof Plan.Refuse(var refusal) ? refuse(refusal.reason()) : plan;
  }

  private static Plan refuse(String reason) {
    return new Plan.Refuse(new Refusal(reason, ""));
  }

  private static List<Change> changes(Plan plan) {
    return switch (plan) {
      case Plan.Adopt(_, _, var changes) -> changes;
      case Plan.Update(_, _, var changes) -> changes;
      default -> List.of();
    };
  }

  private static Optional<Owned> recorded(Plan plan) {
    return switch (plan) {
      case Plan.InSync(var owned) -> Optional.of(owned);
      case Plan.Adopt(_, var owned, _) -> Optional.of(owned);
      case Plan.Update(_, var owned, _) -> Optional.of(owned);
      default -> Optional.empty();
    };
  }
}
