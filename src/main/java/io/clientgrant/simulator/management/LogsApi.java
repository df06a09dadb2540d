package io.clientgrant.simulator.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.state.TenantLog;
import io.clientgrant.simulator.token.TokenIssuer;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.QueryRules;
import io.clientgrant.simulator.wire.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The endpoints under {@code /logs}. By checkpoint ({@code from}, {@code take}) all events are read
 * in their order, and nothing can be filtered; by search ({@code q}) no more than a thousand.
 * Source: OpenAPI; go-auth0, TestLogManager_CheckpointPagination.
 */
public final class LogsApi {
  private static final int DEFAULT_PAGE = 50;
  private static final int MOST_FOUND = 1_000;
  private static final int LONGEST_QUERY = 4_096;
  private static final Pattern SORT = Pattern.compile("([a-z_]+):(1|-1)");

  private final TenantLog log;
  private final TokenIssuer tokens;
  private final String domain;

  public LogsApi(TenantLog log, TokenIssuer tokens, String domain) {
    this.log = log;
    this.tokens = tokens;
    this.domain = domain;
  }

  /** A handler that logs its successes. */
  Function<Call, Response> logged(String description, Function<Call, Response> handler) {
    return call -> {
      var response = handler.apply(call);
      var request = call.request();
      log.changed(description, request, tokens.clientOf(request), call.scopes(), response);
      return response;
    };
  }

  Response list(Call call) {
    var query = new QueryRules(call.query());
    var take = query.integer("take", 1, Paging.MAX_SIZE);
    var from = call.query().first("from");
    return take.isPresent() || from.isPresent()
        ? checkpoint(from.orElse(""), take.orElse(DEFAULT_PAGE))
        : search(query);
  }

  Response get(Call call) {
    return log.all().stream()
        .filter(event -> event.path("log_id").textValue().equals(call.parameter("id")))
        .findFirst()
        .map(event -> Response.management(200, event))
        .orElseThrow(() -> ErrorResponse.of(404, "Log not found"));
  }

  /** All other parameters are ignored. At the end, {@code next} is the same address again. */
  private Response checkpoint(String from, int take) {
    var events = log.after(from).stream().limit(take).toList();
    var last = events.isEmpty() ? from : events.getLast().path("log_id").textValue();
    var next =
        "<https://%s/api/v2/logs?from=%s&take=%d>; rel=\"next\"".formatted(domain, last, take);
    return Response.management(200, events).with(Map.of("link", next));
  }

  private Response search(QueryRules query) {
    var q = query.query().first("q").orElse("");
    if (q.length() > LONGEST_QUERY) {
      throw ErrorResponse.of(414, "The query is too long");
    }
    var page = query.integer("page", 0, 999_999).orElse(0);
    var size = query.integer("per_page", 1, Paging.MAX_SIZE).orElse(DEFAULT_PAGE);
    if ((page + 1L) * size > MOST_FOUND) {
      throw ErrorResponse.of(
          400,
          "Requesting page %d exceeds the allowed maximum of %d records."
              .formatted(page, MOST_FOUND),
          "invalid_paging");
    }
    var found =
        log.all().stream()
            .filter(LogQuery.parse(q))
            .sorted(order(query))
            .limit(MOST_FOUND)
            .toList();
    var fields = Fields.of(query);
    var shown =
        found.stream()
            .skip((long) page * size)
            .limit(size)
            .map(event -> fields.of(event.deepCopy()))
            .toList();
    return Response.management(
        200,
        query.flag("include_totals").orElse(false)
            ? totals(shown, page * size, size, found.size())
            : Json.tree(shown));
  }

  private static ObjectNode totals(List<ObjectNode> shown, int start, int limit, int total) {
    var body = Json.object();
    body.set("logs", Json.tree(shown));
    return body.put("start", start)
        .put("limit", limit)
        .put("length", shown.size())
        .put("total", total);
  }

  private static Comparator<JsonNode> order(QueryRules query) {
    var sort = SORT.matcher(query.query().first("sort").orElse("log_id:-1"));
    if (!sort.matches() || !LogQuery.SEARCHABLE.contains(sort.group(1))) {
      throw QueryRules.violation("Object didn't pass validation for format sort", "sort");
    }
    Comparator<JsonNode> ascending =
        Comparator.<JsonNode, String>comparing(event -> event.path(sort.group(1)).asText())
            .thenComparing(event -> event.path("log_id").textValue());
    return sort.group(2).equals("1") ? ascending : ascending.reversed();
  }
}
