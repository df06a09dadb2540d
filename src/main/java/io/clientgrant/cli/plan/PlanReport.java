package io.clientgrant.cli.plan;

import io.clientgrant.cli.plan.PlannedChange.Action;
import java.util.ArrayList;
import java.util.List;

/**
 * What applying manifests would do.
 *
 * @param changes one for each resource
 * @param notes what a person should know beside them
 */
public record PlanReport(List<PlannedChange> changes, List<String> notes) {
  /** Copies, so that it never changes. */
  public PlanReport {
    changes = List.copyOf(changes);
    notes = List.copyOf(notes);
  }

  /** Whether anything would be refused. */
  public boolean isRefused() {
    return count(Action.REFUSE) > 0;
  }

  /** Whether anything would change, or would have to be waited for. */
  public boolean changesSomething() {
    return changes.stream()
        .anyMatch(change -> change.changesSomething() || change.action() == Action.WAIT);
  }

  /** All in a sentence. */
  public String summary() {
    var parts = new ArrayList<String>();
    for (var action : List.of(Action.CREATE, Action.CHANGE, Action.ADOPT, Action.DELETE)) {
      parts.add("%,d to %s".formatted(count(action), action));
    }
    if (count(Action.WAIT) > 0) {
      parts.add("%,d waiting".formatted(count(Action.WAIT)));
    }
    if (isRefused()) {
      parts.add("%,d refused".formatted(count(Action.REFUSE)));
    }
    if (!changesSomething() && !isRefused()) {
      return "Nothing to do: %,d resources are as the tenant is.".formatted(changes.size());
    }
    var writes = changes.stream().filter(PlannedChange::writes).count();
    return "Plan: %s. That is %,d %s to the tenant."
        .formatted(String.join(", ", parts), writes, writes == 1 ? "write" : "writes");
  }

  private long count(Action action) {
    return changes.stream().filter(change -> change.action() == action).count();
  }
}
