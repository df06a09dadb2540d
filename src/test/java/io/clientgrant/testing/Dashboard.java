package io.clientgrant.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The dashboard of the chart. */
public final class Dashboard {
  private static final Path FILE =
      Path.of("helm", "clientgrant-operator", "files", "dashboard.json");

  private Dashboard() {}

  /** Its panels, rows included. */
  public static List<JsonNode> panels() throws IOException {
    return new JsonMapper().readTree(FILE.toFile()).path("panels").valueStream().toList();
  }

  /** What its panels ask, for all tenants and over a minute. */
  public static List<String> queries() throws IOException {
    return panels().stream()
        .flatMap(panel -> panel.path("targets").valueStream())
        .map(Dashboard::query)
        .toList();
  }

  /** What one target of a panel asks, for all tenants and over a minute. */
  public static String query(JsonNode target) {
    return target
        .path("expr")
        .asText()
        .replace("$namespace", ".*")
        .replace("$name", ".*")
        .replace("$__rate_interval", "1m");
  }
}
