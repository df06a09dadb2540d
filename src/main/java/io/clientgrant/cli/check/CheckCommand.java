package io.clientgrant.cli.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clientgrant.auth0.http.ExchangeRecorder;
import io.clientgrant.cli.command.TenantCommand;
import io.clientgrant.cli.output.Column;
import io.clientgrant.cli.output.Format;
import io.clientgrant.cli.output.Style;
import io.clientgrant.cli.output.View;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says where a tenant does something else than the operator and its simulator count on. */
@Command(
    name = "check",
    description = {
      "Says where this tenant does something else than the operator counts on. Show the table to us:"
          + " it names nothing of the tenant.",
      "%nIt only reads, unless --write is given: all grants, and about ten calls more. It exits with"
          + " 2 if something differs."
    })
public final class CheckCommand extends TenantCommand {
  private static final int FOUND = 2;
  private static final int CLIENT = 1;

  private final Wire wire;

  @Option(
      names = "--write",
      arity = "2",
      paramLabel = "AUDIENCE CLIENT_ID",
      hideParamSyntax = true,
      description =
          "Also create, change and delete a grant of this client on this API. For some seconds, the"
              + " client can get a token with all scopes of the API, so name two that nobody uses.")
  private List<String> names = List.of();

  public CheckCommand(Surroundings surroundings) {
    this(surroundings, new Wire(InstantSource.system()));
  }

  private CheckCommand(Surroundings surroundings, Wire wire) {
    super(surroundings.seenBy(new ExchangeRecorder(surroundings.clock(), wire::look)));
    this.wire = wire;
  }

  @Override
  protected Set<Format> formats() {
    return Set.of(Format.TABLE, Format.WIDE, Format.JSON, Format.MARKDOWN);
  }

  @Override
  protected int run(Source source) {
    var outcomes = new ArrayList<Outcome>();
    wire.token().map(TokenRules::outcomes).ifPresent(outcomes::addAll);
    var life =
        names.isEmpty() ? null : new LifeRules(wire, source, names.get(0), names.get(CLIENT));
    if (life != null) {
      life.requireHarmless();
    }
    var list = new ListRules(wire);
    list.read(source.reader());
    outcomes.addAll(list.outcomes());
    outcomes.addAll(new ReadRules(wire, source.reader()).outcomes(list));
    if (life != null) {
      outcomes.addAll(life.outcomes());
    }
    outcomes.addAll(CommonRules.outcomes(wire));
    show(outcomes, placeholders(source));
    tell(outcomes, source);
    return count(outcomes, Verdict.DIFFERS) > 0 ? FOUND : 0;
  }

  private Placeholders placeholders(Source source) {
    var placeholders =
        new Placeholders()
            .with(source.domain(), "DOMAIN")
            .with(source.connection().credential().clientId(), "CREDENTIAL");
    return names.isEmpty()
        ? placeholders
        : placeholders.with(names.get(0), "AUDIENCE").with(names.get(CLIENT), "CLIENT");
  }

  private void show(List<Outcome> outcomes, Placeholders placeholders) {
    var printer = printer(view(placeholders));
    outcomes.forEach(printer::print);
    printer.end();
  }

  private static void tell(List<Outcome> outcomes, Source source) {
    source
        .progress()
        .tell(
            "%d as expected, %d different, %d not seen."
                .formatted(
                    count(outcomes, Verdict.SAME),
                    count(outcomes, Verdict.DIFFERS),
                    count(outcomes, Verdict.UNSEEN)));
  }

  private static long count(List<Outcome> outcomes, Verdict verdict) {
    return outcomes.stream().filter(outcome -> outcome.verdict() == verdict).count();
  }

  private static View<Outcome> view(Placeholders placeholders) {
    return new View<>(
        List.of(
            Column.<Outcome>whole("RESULT", outcome -> outcome.verdict().toString())
                .styled(outcome -> style(outcome.verdict())),
            Column.of("CALL", 16, outcome -> outcome.rule().call()),
            Column.of("EXPECTED", 16, CheckCommand::expected),
            Column.of("TENANT", 16, outcome -> placeholders.in(outcome.seen()))),
        outcome -> outcome.rule().says(),
        outcome ->
            JsonNodeFactory.instance
                .objectNode()
                .put("result", outcome.verdict().toString())
                .put("call", outcome.rule().call())
                .put("expected", outcome.rule().says())
                .put("knownBy", outcome.rule().basis().toString())
                .put("tenant", placeholders.in(outcome.seen())));
  }

  /** What is known for certain needs no word. */
  private static String expected(Outcome outcome) {
    return switch (outcome.rule().basis()) {
      case RECORDED, DOCUMENTED -> outcome.rule().says();
      case QUOTED, INFERRED -> "%s [%s]".formatted(outcome.rule().says(), outcome.rule().basis());
    };
  }

  private static Style style(Verdict verdict) {
    return switch (verdict) {
      case SAME -> Style.GOOD;
      case DIFFERS -> Style.BAD;
      case UNSEEN -> Style.DIM;
    };
  }
}
