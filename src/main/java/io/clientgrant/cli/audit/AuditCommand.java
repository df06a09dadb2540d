package io.clientgrant.cli.audit;

import io.clientgrant.auth0.api.Organization;
import io.clientgrant.cli.command.GrantFilterOptions;
import io.clientgrant.cli.command.TenantCommand;
import io.clientgrant.cli.output.Documents;
import io.clientgrant.cli.output.Format;
import io.clientgrant.cli.source.AssociationsReader;
import io.clientgrant.cli.source.CommandFailure;
import io.clientgrant.cli.source.InventoryReader;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.GrantFilter;
import io.clientgrant.inventory.Inventory;
import io.clientgrant.inventory.ListedGrant;
import io.clientgrant.inventory.audit.Audit;
import io.clientgrant.inventory.audit.Baseline;
import io.clientgrant.inventory.audit.Evidence;
import io.clientgrant.inventory.audit.Rule;
import io.clientgrant.inventory.audit.Severity;
import io.clientgrant.inventory.audit.Thresholds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what is risky, useless or forgotten among the grants of a tenant. */
@Command(
    name = "audit",
    description = {
      "Says what is risky, useless or forgotten among the grants of a tenant, and what to do about it.",
      "%nIt has more formats than other commands: -o sarif for code scanners, -o junit for CI, and -o html for a"
          + " page to look at, which needs no server.",
      "%nA rule for which the credential lacks a scope is not checked, and not counted as passed. The rules are"
          + " in docs/audit.md."
    })
public final class AuditCommand extends TenantCommand {
  private static final int FOUND = 2;
  private static final Set<Format> FORMATS =
      Set.of(
          Format.TABLE,
          Format.WIDE,
          Format.JSON,
          Format.YAML,
          Format.CSV,
          Format.SARIF,
          Format.JUNIT,
          Format.HTML);

  @Mixin private GrantFilterOptions filter = new GrantFilterOptions();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description =
          "Exit with 2 if something as bad was found that nobody has accepted: critical, high, medium, low or"
              + " info. Default: exit with 0 whatever is found.")
  private @Nullable Severity failOn;

  @Option(
      names = "--strict",
      description = "With --fail-on: also if a rule of that severity could not be checked.")
  private boolean isStrict;

  @Option(
      names = "--skip",
      paramLabel = "RULE",
      split = ",",
      description = "Leave these rules out, such as CG13,CG14.")
  private Set<String> skipped = Set.of();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "A file of accepted findings: they are not told, and fail nothing.")
  private @Nullable Path baseline;

  @Option(
      names = "--write-baseline",
      paramLabel = "FILE",
      description =
          "Accept everything that is found now: write such a file. With --baseline, its reasons are kept.")
  private @Nullable Path writtenBaseline;

  @Option(
      names = "--max-management-scopes",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "How many scopes of the Management API are not many (CG03). Default: ${DEFAULT-VALUE}.")
  private int managementScopes;

  @Option(
      names = "--max-token-lifetime",
      paramLabel = "HOURS",
      defaultValue = "24",
      description = "How long tokens may live (CG15). Default: ${DEFAULT-VALUE}.")
  private int tokenLifetime;

  @Option(
      names = "--quota",
      paramLabel = "N",
      description =
          "How many grants the tenant's plan allows (CG16): 100 (Free), 10000 (self-service) or 100000"
              + " (Enterprise). Default: not checked.")
  private int quota;

  @Option(
      names = "--usage",
      description =
          "Read the tenant's log as well (CG13, CG14): a call or more for each client that the last thousand"
              + " tokens do not tell of.")
  private boolean withUsage;

  @Option(
      names = "--organizations",
      description =
          "Read which organizations may use the grants as well (CG21): a call for each grant that some may use.")
  private boolean withOrganizations;

  @Option(
      names = "--idle",
      paramLabel = "DAYS",
      defaultValue = "7",
      description =
          "With --usage: after how many days without a token a grant is told of (CG13). Default:"
              + " ${DEFAULT-VALUE}.")
  private int idle;

  @Option(
      names = "--config-map",
      paramLabel = "[NAMESPACE/]NAME",
      description = "Put the page of -o html into this ConfigMap, which must exist.")
  private @Nullable String configMap;

  public AuditCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected Set<Format> formats() {
    return FORMATS;
  }

  @Override
  protected int run(Source source) {
    var before = baseline == null ? Baseline.NONE : new BaselineFile(baseline).read();
    var report = report(source, before);
    if (writtenBaseline != null) {
      var all =
          Stream.concat(report.findings().open().stream(), report.findings().accepted().stream())
              .toList();
      new BaselineFile(writtenBaseline).write(before.accepting(all, day(report.at())));
    }
    print(report);
    if (configMap != null) {
      keep(report, configMap, source);
    }
    new AuditSummary(report).tell(terminal(), source.progress());
    return isFailure(report) && writtenBaseline == null ? FOUND : 0;
  }

  private AuditReport report(Source source, Baseline before) {
    var wanted = filter.filter();
    requireRules(skipped);
    var reader = new InventoryReader(source);
    var directory = reader.directory(EnumSet.allOf(Part.class));
    if (filter.needsCluster()) {
      requireCluster(directory);
    }
    var all = reader.inventory(directory, GrantFilter.ALL);
    var tokens = withUsage ? TokenLogReader.read(source, all.grants()).orElse(null) : null;
    var organizations = withOrganizations ? organizations(source, all.grants()) : null;
    var now = source.tenant().time().orElseGet(surroundings().clock()::instant);
    var audit =
        Audit.of(new Evidence(all, own(source), tokens, organizations, thresholds(), now))
            .without(skipped);
    var shown =
        new Inventory(all.directory(), all.grants().stream().filter(wanted::includes).toList());
    var ids = shown.grants().stream().map(AuditCommand::id).collect(Collectors.toSet());
    var findings =
        audit.findings().stream()
            .filter(finding ->
                wanted.equals(GrantFilter.ALL)
                    || finding.grants().stream().map(AuditCommand::id).anyMatch(ids::contains))
            .toList();
    return new AuditReport(now, shown, audit.results(), before.split(findings, day(now)));
  }

  /** The grants that each organization may use; null if the credential may not read that. */
  private static @Nullable Map<Organization, List<ListedGrant>> organizations(
      Source source, List<ListedGrant> grants) {
    var reader = new AssociationsReader(source);
    var found = new HashMap<Organization, List<ListedGrant>>();
    for (var listed : grants) {
      for (var organization : reader.of(listed)) {
        found.computeIfAbsent(organization, _ -> new ArrayList<>()).add(listed);
      }
    }
    return reader.isRefused() ? null : found;
  }

  private static void requireRules(Set<String> ids) {
    var known = Audit.RULES.stream().map(Rule::id).collect(Collectors.toSet());
    ids.stream()
        .filter(id -> !known.contains(id))
        .findFirst()
        .ifPresent(id -> {
          throw new CommandFailure("There is no rule %s. docs/audit.md has all.".formatted(id));
        });
  }

  private static String id(ListedGrant listed) {
    return listed.grant().id().value();
  }

  private static Set<String> own(Source source) {
    return Set.of(source.connection().credential().clientId());
  }

  private Thresholds thresholds() {
    return new Thresholds(
        managementScopes, Duration.ofHours(tokenLifetime), Duration.ofDays(idle), quota);
  }

  private static LocalDate day(Instant moment) {
    return LocalDate.ofInstant(moment, ZoneOffset.UTC);
  }

  private void print(AuditReport report) {
    switch (output().format()) {
      case JSON -> show(Documents.json(AuditDocument.of(report)));
      case YAML -> show(Documents.yaml(AuditDocument.of(report)));
      case SARIF -> show(Documents.json(SarifReport.of(report)));
      case JUNIT -> show(new JunitReport(report, failOn == null ? Severity.INFO : failOn).xml());
      case HTML -> show(HtmlReport.of(report));
      default -> {
        var printer = printer(AuditView.view());
        report.findings().open().forEach(printer::print);
        printer.end();
      }
    }
  }

  private static void keep(AuditReport report, String path, Source source) {
    var cluster = source.cluster();
    if (cluster == null) {
      throw new CommandFailure("Without a cluster there is no ConfigMap. Add --cluster.");
    }
    PageConfigMap.of(cluster.client(), path).write(HtmlReport.of(report));
  }

  private void show(String text) {
    terminal().out().print(text);
    terminal().flush();
  }

  private boolean isFailure(AuditReport report) {
    var least = failOn;
    return least != null
        && (report.findings().open().stream()
                .anyMatch(finding -> finding.severity().compareTo(least) >= 0)
            || (isStrict
                && report.unchecked().stream()
                    .anyMatch(one -> one.rule().severity().compareTo(least) >= 0)));
  }
}
