package io.clientgrant.cli.command;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.cli.output.OutputOptions;
import io.clientgrant.cli.source.Cluster;
import io.clientgrant.cli.source.CommandFailure;
import io.clientgrant.cli.source.Progress;
import io.clientgrant.cli.source.Source;
import io.clientgrant.cli.source.Surroundings;
import io.clientgrant.cli.source.TenantOptions;
import io.clientgrant.cli.trace.ClientGrantTrace;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.tenant.OwnerSettings;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.policy.Guardrails;
import io.clientgrant.grant.policy.Guardrails.Decision;
import io.clientgrant.inventory.Declaration;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows where a ClientGrant hangs. */
@Command(
    name = "trace",
    description = {
      "Shows the way from a ClientGrant to its grant, and where it hangs.",
      "%nIt looks at the Auth0Tenant, the guardrails, the claims, the grant at the tenant and its"
          + " organizations; one call to the tenant, and one for a token."
    })
public final class TraceCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private OutputOptions output = new OutputOptions();

  @Parameters(index = "0", paramLabel = "KIND", description = "clientgrant, or its short name cgr.")
  private String kind = "";

  @Parameters(index = "1", paramLabel = "[NAMESPACE/]NAME", description = "The ClientGrant.")
  private String path = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "Its namespace. Default: that of the Pod or kubeconfig.")
  private String namespace = "";

  public TraceCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (!Set.of("clientgrant", "clientgrants", "cgr").contains(kind)) {
      throw new CommandFailure("%s cannot be traced. Name a clientgrant.".formatted(kind));
    }
    var terminal = output.of(surroundings.terminal());
    var progress =
        new Progress(terminal, surroundings.isWatched(), output.isQuiet(), surroundings.clock());
    try (var cluster = Cluster.of(surroundings)) {
      trace(cluster, progress).tree().print(terminal);
    } finally {
      progress.clear();
    }
    return 0;
  }

  private ClientGrantTrace trace(Cluster cluster, Progress progress) {
    var grant = grant(cluster);
    var id = SpecMapper.tenant(grant);
    var resource =
        Optional.ofNullable(
            cluster
                .client()
                .resources(Auth0Tenant.class)
                .inNamespace(id.getNamespace().orElse(""))
                .withName(id.getName())
                .get());
    if (resource.isEmpty()) {
      return new ClientGrantTrace(
          grant, null, null, null, List.of(), null, "The tenant was not asked.", List.of());
    }
    var tenant = resource.get();
    var domain = tenant.getSpec().domain();
    var asked = asked(grant, domain);
    var uses = uses(cluster, grant);
    var declarations =
        asked == null ? List.<Declaration>of() : cluster.declarations(domain).of(asked.key());
    try (var source = TenantOptions.of(tenant, cluster, surroundings, progress)) {
      return new ClientGrantTrace(
          grant,
          tenant,
          asked,
          asked == null ? null : decide(grant, asked, tenant, source, cluster),
          declarations,
          asked == null ? null : find(asked, source),
          "",
          uses);
    } catch (CommandFailure e) {
      return new ClientGrantTrace(
          grant, tenant, asked, null, declarations, null, e.sentence(), uses);
    } catch (TenantException e) {
      return new ClientGrantTrace(
          grant, tenant, asked, null, declarations, null, e.failure().message(), uses);
    }
  }

  private ClientGrant grant(Cluster cluster) {
    var slash = path.indexOf('/');
    var home =
        slash > 0
            ? path.substring(0, slash)
            : namespace.isEmpty() ? cluster.client().getNamespace() : namespace;
    var name = path.substring(slash + 1);
    return Optional.ofNullable(
            cluster.client().resources(ClientGrant.class).inNamespace(home).withName(name).get())
        .orElseThrow(() ->
            new CommandFailure(
                "ClientGrant %s does not exist in namespace %s.".formatted(name, home)));
  }

  private static @Nullable DesiredGrant asked(ClientGrant grant, String domain) {
    return SpecMapper.key(grant, domain)
        .map(key -> SpecMapper.desired(grant, key.grantee(), domain))
        .orElse(null);
  }

  private static Decision decide(
      ClientGrant grant, DesiredGrant asked, Auth0Tenant tenant, Source source, Cluster cluster) {
    var settings = OwnerSettings.of(tenant);
    return new Guardrails(
            settings.namespace(),
            Set.of(source.connection().credential().clientId()),
            settings.guardrails())
        .evaluate(
            cluster.requester(grant.getMetadata().getNamespace()),
            asked,
            SpecMapper.lifetime(grant));
  }

  private static @Nullable Grant find(DesiredGrant asked, Source source) {
    return source.reader().grant(asked.key()).orElse(null);
  }

  private static List<OrganizationClientGrant> uses(Cluster cluster, ClientGrant grant) {
    var id = ResourceID.fromResource(grant);
    return cluster.all(OrganizationClientGrant.class).stream()
        .filter(use -> SpecMapper.clientGrant(use).filter(id::equals).isPresent())
        .toList();
  }
}
