package io.clientgrant.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;

/**
 * How one kind of thing is shown.
 *
 * @param columns as a row of a table, or of CSV; the first is the most important
 * @param name by its name alone
 * @param document as JSON or YAML
 */
public record View<T>(
    List<Column<T>> columns, Function<T, String> name, Function<T, JsonNode> document) {
  /** Copies, so that it never changes. */
  public View {
    columns = List.copyOf(columns);
  }
}
