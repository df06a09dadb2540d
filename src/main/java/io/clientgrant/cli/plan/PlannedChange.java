package io.clientgrant.cli.plan;

import io.clientgrant.api.GrantResource;
import io.clientgrant.controller.clientgrant.DryRun.Result;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.Remark;
import io.clientgrant.grant.Change;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.plan.Plan;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What would become of one resource.
 *
 * @param kind its kind
 * @param namespace its namespace
 * @param name its name
 * @param subject what it is about, for people
 * @param action what the operator would do
 * @param changes what would change about the grant, field by field
 * @param reason one CamelCase word if nothing is done; else empty
 * @param message why nothing is done, or what is to be said beside it; empty if nothing
 */
public record PlannedChange(
    String kind,
    String namespace,
    String name,
    String subject,
    Action action,
    List<Change> changes,
    String reason,
    String message) {
  /** Copies, so that it never changes. */
  public PlannedChange {
    changes = List.copyOf(changes);
  }

  /** What the operator would do. */
  public enum Action {
    CREATE("+"),
    CHANGE("~"),
    ADOPT("="),
    DELETE("-"),
    KEEP("="),
    REFUSE("!"),
    WAIT("?"),
    NONE(" ");

    private final String mark;

    Action(String mark) {
      this.mark = mark;
    }

    /** A character that shows it at a glance. */
    public String mark() {
      return mark;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The reasons of a state in which nothing is to be done by anybody. */
  private static final Set<String> AT_REST = Set.of("Suspended", "LetGo");

  /** What would become of a resource, as the operator has decided. */
  static PlannedChange of(GrantResource resource, String subject, Result result) {
    return switch (result) {
      case Result.Planned(var plan, var remarks)
          when plan.callsTenant()
              && !(plan instanceof Plan.Delete)
              && !undeclared(remarks).isEmpty() ->
          refused(resource, subject, "ScopesUndeclared", said(undeclared(remarks)));
      case Result.Planned(var plan, var remarks) -> of(resource, subject, plan, said(remarks));
      case Result.Settled(var state) -> settled(resource, subject, state);
      case Result.Unresolved _ -> throw new IllegalArgumentException("it was not looked up");
    };
  }

  private static PlannedChange of(
      GrantResource resource, String subject, Plan plan, String message) {
    return switch (plan) {
      case Plan.InSync _ -> make(resource, subject, Action.NONE, List.of(), "", message);
      case Plan.Create(var desired) ->
          make(
              resource,
              subject,
              Action.CREATE,
              Change.between(desired.settings(), Settings.NONE, Set.of()),
              "",
              message);
      case Plan.Adopt(_, _, var changes) ->
          make(
              resource,
              subject,
              changes.isEmpty() ? Action.ADOPT : Action.CHANGE,
              changes,
              "",
              message);
      case Plan.Update(_, _, var changes) ->
          make(resource, subject, Action.CHANGE, changes, "", message);
      case Plan.Delete _ -> make(resource, subject, Action.DELETE, List.of(), "", message);
      case Plan.HandOver(var successor) ->
          make(
              resource,
              subject,
              Action.KEEP,
              List.of(),
              "HandingOver",
              "Goes to " + successor + ".");
      case Plan.Release(var why) ->
          make(
              resource,
              subject,
              Action.KEEP,
              List.of(),
              "",
              switch (why) {
                case NOTHING_LEFT -> "It holds no grant.";
                case HANDED_OVER -> "Another resource holds the grant.";
                case KEPT, RELEASED -> "The grant stays at the tenant.";
              });
      case Plan.Refuse(var refusal) ->
          make(resource, subject, Action.REFUSE, List.of(), refusal.reason(), refusal.message());
      case Plan.AwaitPendingCreate() ->
          make(
              resource,
              subject,
              Action.WAIT,
              List.of(),
              "Pending",
              "A call that creates the grant may still be on its way.");
    };
  }

  private static PlannedChange settled(GrantResource resource, String subject, ReadyState state) {
    var action =
        AT_REST.contains(state.reason())
            ? Action.NONE
            : switch (state.phase()) {
              case STALLED -> Action.REFUSE;
              case READY, IDLE -> Action.NONE;
              case RECONCILING, UNCHANGED, WAITING -> Action.WAIT;
            };
    return make(resource, subject, action, List.of(), state.reason(), state.message());
  }

  /** A resource that nothing was decided about. */
  static PlannedChange refused(
      GrantResource resource, String subject, String reason, String message) {
    return make(resource, subject, Action.REFUSE, List.of(), reason, message);
  }

  private static PlannedChange make(
      GrantResource resource,
      String subject,
      Action action,
      List<Change> changes,
      String reason,
      String message) {
    var meta = resource.getMetadata();
    return new PlannedChange(
        resource.getKind(),
        meta.getNamespace(),
        meta.getName(),
        subject,
        action,
        changes,
        reason,
        message);
  }

  /** Auth0 refuses scopes that the API does not declare. */
  private static List<Remark> undeclared(List<Remark> remarks) {
    return remarks.stream().filter(remark -> remark.reason().equals("ScopesUndeclared")).toList();
  }

  private static String said(List<Remark> remarks) {
    return String.join(" ", remarks.stream().map(Remark::message).toList());
  }

  /** Its name for people. */
  public String path() {
    return namespace + "/" + name;
  }

  /** Whether the tenant, or who holds a grant there, would be changed. */
  public boolean changesSomething() {
    return switch (action) {
      case CREATE, CHANGE, ADOPT, DELETE -> true;
      case KEEP, REFUSE, WAIT, NONE -> false;
    };
  }

  /** Whether the tenant would be written to. */
  public boolean writes() {
    return changesSomething() && action != Action.ADOPT;
  }
}
