package io.clientgrant.cli.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clientgrant.auth0.api.LogEvent;
import io.clientgrant.cli.command.TenantCommand;
import io.clientgrant.cli.output.Column;
import io.clientgrant.cli.output.View;
import io.clientgrant.cli.source.CommandFailure;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.Grantee;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says who has changed a grant. */
@Command(
    name = "who-changed",
    description = {
      "Says who has created, changed or deleted a grant, as far as the tenant's log tells.",
      "%nIt needs the scope read:logs, and looks at the last thousand changes of grants."
    })
public final class WhoChangedCommand extends TenantCommand {
  private static final String CHANGES =
      "type:sapi AND (description:\"Create client grant\" OR description:\"Update client grant\" OR"
          + " description:\"Delete client grant\")";

  @Parameters(index = "0", paramLabel = "ID", description = "The id of the grant.")
  private String id = "";

  public WhoChangedCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(Source source) {
    var grantId =
        GrantId.parse(id)
            .orElseThrow(() -> new CommandFailure("%s is not the id of a grant.".formatted(id)));
    var grant = source.reader().grant(grantId).orElse(null);
    var printer = printer(view());
    var found = new int[1];
    source
        .reader()
        .log(CHANGES)
        .forEachRemaining(page ->
            page.stream()
                .filter(event -> isAbout(event, grantId, grant))
                .forEach(event -> {
                  found[0]++;
                  printer.print(event);
                }));
    printer.end();
    if (found[0] == 0) {
      source.progress().tell("The log knows of no change of grant %s.".formatted(grantId));
    }
    return 0;
  }

  /** The path of a creation has no id, so it is known by what was created. */
  private static boolean isAbout(LogEvent event, GrantId id, @Nullable Grant grant) {
    var request = event.request();
    if (request.path().endsWith("/client-grants/" + id)) {
      return true;
    }
    return grant != null
        && request.path().endsWith("/client-grants")
        && grant.key().audience().equals(request.body().path("audience").asText())
        && grant.key().grantee() instanceof Grantee.Client(var client)
        && client.equals(request.body().path("client_id").asText())
        && grant.key().subjectType().equals(request.body().path("subject_type").asText("client"));
  }

  private static View<LogEvent> view() {
    return new View<>(
        List.of(
            Column.whole("DATE", event -> event.date().toString()),
            Column.whole("WHAT", WhoChangedCommand::what),
            Column.of("BY", 12, WhoChangedCommand::by),
            Column.whole("THROUGH", WhoChangedCommand::through),
            Column.of("FIELDS", 12, WhoChangedCommand::fields)),
        LogEvent::id,
        WhoChangedCommand::document);
  }

  private static String what(LogEvent event) {
    return event.description().replace(" client grant", "").toLowerCase(Locale.ROOT);
  }

  private static String by(LogEvent event) {
    var user = event.request().userId().isEmpty() ? event.userId() : event.request().userId();
    return user.isEmpty()
        ? "client " + (event.clientName().isEmpty() ? event.clientId() : event.clientName())
        : user;
  }

  private static String through(LogEvent event) {
    return event.request().channel().equals("api") ? "API" : "dashboard";
  }

  private static String fields(LogEvent event) {
    return event
        .request()
        .body()
        .propertyStream()
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(" "));
  }

  private static JsonNode document(LogEvent event) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("date", event.date().toString())
        .put("what", what(event))
        .put("by", by(event))
        .put("through", through(event))
        .put("logId", event.id())
        .set("request", event.request().body());
  }
}
