package io.clientgrant.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.cli.output.Column;
import io.clientgrant.cli.output.Style;
import io.clientgrant.cli.output.View;
import io.clientgrant.cli.plan.PlannedChange.Action;
import io.clientgrant.grant.Change;
import io.clientgrant.grant.Value;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import java.util.List;

/** How a plan is shown. */
public final class PlanView {
  private PlanView() {}

  /** What would become of each resource, in a row or a document. */
  public static View<PlannedChange> view() {
    return new View<>(
        List.of(
            Column.<PlannedChange>whole("ACTION", change -> change.action().toString())
                .styled(change -> style(change.action())),
            Column.of("RESOURCE", 12, PlannedChange::path),
            Column.of("KIND", 12, PlannedChange::kind),
            Column.of("SUBJECT", 12, PlannedChange::subject),
            Column.of("CHANGES", 12, change -> Change.toString(change.changes())),
            Column.of("MESSAGE", 12, PlannedChange::message)),
        PlannedChange::path,
        PlanView::document);
  }

  /** How an action stands out. */
  public static Style style(Action action) {
    return switch (action) {
      case CREATE, ADOPT -> Style.GOOD;
      case CHANGE, WAIT -> Style.WARNING;
      case DELETE, REFUSE -> Style.BAD;
      case KEEP, NONE -> Style.DIM;
    };
  }

  private static JsonNode document(PlannedChange change) {
    var document = JsonNodeFactory.instance.objectNode();
    document
        .put("action", change.action().toString())
        .put("kind", change.kind())
        .put("namespace", change.namespace())
        .put("name", change.name())
        .put("subject", change.subject());
    if (!change.changes().isEmpty()) {
      var changes = document.putArray("changes");
      change
          .changes()
          .forEach(one -> {
            var field = changes.addObject().put("field", one.field().specName());
            put(field, "from", one.from());
            put(field, "to", one.to());
          });
    }
    if (!change.reason().isEmpty()) {
      document.put("reason", change.reason());
    }
    if (!change.message().isEmpty()) {
      document.put("message", change.message());
    }
    return document;
  }

  private static void put(ObjectNode document, String name, Value value) {
    switch (value) {
      case StringSet(var names) -> {
        var array = document.putArray(name);
        names.forEach(array::add);
      }
      case Text(var word) -> document.put(name, word);
      case Bool(var on) -> document.put(name, on);
    }
  }
}
