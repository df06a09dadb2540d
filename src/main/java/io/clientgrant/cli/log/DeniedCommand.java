package io.clientgrant.cli.log;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clientgrant.auth0.api.LogEvent;
import io.clientgrant.cli.command.TenantCommand;
import io.clientgrant.cli.output.Column;
import io.clientgrant.cli.output.View;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import picocli.CommandLine.Command;

/** Says who asks for tokens that it does not get. */
@Command(
    name = "denied",
    description = {
      "Says which clients ask for tokens, as a client, that they do not get, and what Auth0 tells"
          + " them.",
      "%nIt reads the last thousand such entries of the tenant's log, and needs the scope"
          + " read:logs."
    })
public final class DeniedCommand extends TenantCommand {
  public DeniedCommand(Surroundings surroundings) {
    super(surroundings);
  }

  private record Denial(String clientId, String audience, String why) {}

  private record Denied(Denial denial, String client, int times, Instant last) {
    Denied and(Denied older) {
      return new Denied(denial, client, times + older.times, last);
    }
  }

  @Override
  protected int run(Source source) {
    var all = new HashMap<Denial, Denied>();
    source
        .reader()
        .log("type:feccft")
        .forEachRemaining(page ->
            page.forEach(event -> {
              var one = denied(event);
              all.merge(one.denial, one, Denied::and);
            }));
    var printer = printer(view());
    all.values().stream()
        .sorted(Comparator.comparingInt(Denied::times).reversed().thenComparing(Denied::client))
        .forEach(printer::print);
    printer.end();
    if (all.isEmpty()) {
      source.progress().tell("The log knows of no such entry.");
    }
    return 0;
  }

  /** In failures, the id may be any text that somebody has sent. */
  private static Denied denied(LogEvent event) {
    return new Denied(
        new Denial(event.clientId(), event.audience(), event.description()),
        event.clientName().isEmpty() ? event.clientId() : event.clientName(),
        1,
        event.date());
  }

  private static View<Denied> view() {
    return new View<>(
        List.of(
            Column.of("CLIENT", 12, Denied::client),
            Column.of("API", 12, denied -> denied.denial.audience),
            Column.whole("TIMES", denied -> Integer.toString(denied.times)),
            Column.whole("LAST", denied -> denied.last.toString()),
            Column.of("WHY", 12, denied -> denied.denial.why),
            Column.whole("CLIENT ID", denied -> denied.denial.clientId)),
        denied -> denied.denial.clientId,
        denied ->
            JsonNodeFactory.instance
                .objectNode()
                .put("client", denied.client)
                .put("clientId", denied.denial.clientId)
                .put("audience", denied.denial.audience)
                .put("times", denied.times)
                .put("last", denied.last.toString())
                .put("why", denied.denial.why));
  }
}
