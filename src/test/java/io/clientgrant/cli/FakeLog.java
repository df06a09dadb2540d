package io.clientgrant.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** A tenant's log, as far as the commands search it. Source: research of the tenant log. */
final class FakeLog implements Interceptor {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern TYPE = Pattern.compile("type:(\\w+)");
  private static final Pattern CLIENT = Pattern.compile("client_id:\"([^\"]*)\"");

  final List<String> queries = new ArrayList<>();
  private final List<ObjectNode> entries = new ArrayList<>();

  /** Adds an entry, with more of it in JSON. */
  void add(String type, String date, String more) throws IOException {
    var entry = (ObjectNode) JSON.readTree(more);
    entries.add(
        entry
            .put("type", type)
            .put("date", date)
            .put("log_id", "900%048d".formatted(entries.size())));
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var url = chain.request().url();
    if (!url.encodedPath().equals("/api/v2/logs")) {
      return chain.proceed(chain.request());
    }
    var query = url.queryParameter("q") == null ? "" : requireNonNull(url.queryParameter("q"));
    queries.add(query);
    var size = Integer.parseInt(requireNonNull(url.queryParameter("per_page")));
    var page = Integer.parseInt(requireNonNull(url.queryParameter("page")));
    var order = Comparator.comparing((JsonNode entry) -> entry.path("date").asText());
    var found =
        entries.stream()
            .filter(entry -> matches(TYPE, query, entry.path("type").asText()))
            .filter(entry -> matches(CLIENT, query, entry.path("client_id").asText()))
            .sorted("date:1".equals(url.queryParameter("sort")) ? order : order.reversed())
            .skip((long) page * size)
            .limit(size)
            .toList();
    return new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(200)
        .message("OK")
        .body(ResponseBody.create(found.toString(), MediaType.get("application/json")))
        .build();
  }

  private static boolean matches(Pattern pattern, String query, String value) {
    var wanted = pattern.matcher(query);
    return !wanted.find() || wanted.group(1).equals(value);
  }
}
