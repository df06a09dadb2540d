package io.clientgrant.cli;

import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A tenant of any size, the same each time. */
public final class ManyGrants {
  private static final String[] SCOPES = {
    "read:things", "write:things", "delete:things", "read:reports", "write:reports"
  };

  private ManyGrants() {}

  /**
   * A tenant with the management client, its grant, and these.
   *
   * @param grants how many; at most twice as many as there are pairs of a client and an API
   */
  public static Seed seed(String domain, int grants, int clients, int apis) {
    var empty = Seed.of(domain);
    return new Seed(
        domain,
        concat(
            empty.clients(),
            IntStream.range(0, clients)
                .mapToObj(number ->
                    StoredClient.of(client(number)).withName("Service %04d".formatted(number)))
                .toList()),
        concat(
            empty.resourceServers(),
            IntStream.range(0, apis)
                .mapToObj(number -> ResourceServer.of(api(number), SCOPES))
                .toList()),
        List.of(),
        concat(
            empty.clientGrants(),
            IntStream.range(0, grants).mapToObj(number -> grant(number, clients, apis)).toList()),
        List.of(),
        empty.options(),
        Map.of());
  }

  static String client(int number) {
    return "client%026d".formatted(number);
  }

  static String api(int number) {
    return "https://api.example.com/%03d".formatted(number);
  }

  /** Each pair of a client and an API once, then each once more for users. */
  private static StoredGrant grant(int number, int clients, int apis) {
    var pair = number % (clients * apis);
    var scopes = List.of(SCOPES).subList(0, 1 + number % SCOPES.length);
    return StoredGrant.of(
            "cgr_%016d".formatted(number),
            client(pair % clients),
            api((pair / clients + pair) % apis),
            scopes.toArray(String[]::new))
        .withSubjectType(number < clients * apis ? "client" : "user");
  }

  private static <T> List<T> concat(List<T> some, List<T> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
