package io.clientgrant.simulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/** Reads a seed from JSON. Errors say in one sentence what is wrong. */
public final class SeedReader {
  private final IdSource ids;

  /** Creates a reader. Grants without an id get one from the given source. */
  public SeedReader(IdSource ids) {
    this.ids = ids;
  }

  /**
   * The seed in a file.
   *
   * @throws InvalidSeed if the file cannot be read or contains no valid seed
   */
  public Seed read(Path file) {
    try {
      return read(Files.readString(file));
    } catch (IOException e) {
      throw new InvalidSeed("it cannot be read: " + e.getClass().getSimpleName());
    }
  }

  /**
   * The seed in a JSON text.
   *
   * @throws InvalidSeed if the text is not a valid seed
   */
  public Seed read(String json) {
    try {
      return read(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
    } catch (Json.InvalidJson e) {
      throw new InvalidSeed(e.getMessage());
    }
  }

  public Seed read(JsonNode tree) {
    if (!(tree instanceof ObjectNode given)) {
      throw new InvalidSeed("it is not a JSON object");
    }
    try {
      var whole = given.deepCopy();
      var options = whole.path("options");
      whole.set(
          "options",
          Json.tree(
              SimulatorOptions.DEFAULT.with(options instanceof ObjectNode o ? o : Json.object())));
      for (var grant : whole.path("client_grants")) {
        if (grant instanceof ObjectNode o && !o.has("id")) {
          o.put("id", ids.next("cgr_"));
        }
      }
      var seed = Json.value(whole, Seed.class);
      unique(seed.clients(), StoredClient::clientId, "client");
      unique(seed.resourceServers(), ResourceServer::identifier, "resource server");
      unique(seed.organizations(), Organization::id, "organization");
      unique(seed.clientGrants(), StoredGrant::id, "grant");
      return TenantState.requireConsistent(seed);
    } catch (Json.InvalidJson | IllegalArgumentException e) {
      throw new InvalidSeed(String.valueOf(e.getMessage()));
    }
  }

  private static <T> void unique(List<T> things, Function<T, String> id, String what) {
    var seen = new HashSet<String>();
    for (var thing : things) {
      if (!seen.add(id.apply(thing))) {
        throw new IllegalArgumentException("%s %s is there twice".formatted(what, id.apply(thing)));
      }
    }
  }

  /** A seed that cannot be used. The message says why. */
  public static final class InvalidSeed extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    InvalidSeed(String sentence) {
      super(sentence);
      this.sentence = sentence;
    }

    @Override
    public String getMessage() {
      return sentence;
    }
  }
}
