package io.clientgrant.auth0.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * Searches the log by a call of its own: the SDK knows neither {@code q} nor {@code from}, and
 * expects an object where the API answers with an array.
 */
record LogsApiClient(JsonCalls json, ManagementCalls calls) implements LogsApi {
  private static final String SCOPE = "read:logs";

  @Override
  public boolean mayRead() {
    return calls.has(SCOPE);
  }

  @Override
  public List<LogEvent> search(String query, boolean newestFirst, int page, int size) {
    var url = json.at("logs");
    if (!query.isEmpty()) {
      url.addQueryParameter("q", query);
    }
    url.addQueryParameter("sort", newestFirst ? "date:-1" : "date:1")
        .addQueryParameter("page", Integer.toString(page))
        .addQueryParameter("per_page", Integer.toString(size));
    return calls.make(
        () ->
            entries(json.get(url.build())).flatMap(entry -> LogEvent.read(entry).stream()).toList(),
        SCOPE);
  }

  /** With totals, which are not asked for, the array would be in an object. */
  private static Stream<JsonNode> entries(JsonNode answer) {
    return (answer.isArray() ? answer : answer.path("logs")).valueStream();
  }
}
