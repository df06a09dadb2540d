package io.clientgrant.cli.command;

import io.clientgrant.grant.policy.Glob;
import io.clientgrant.inventory.GrantFilter;
import io.clientgrant.inventory.Standing;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which grants are meant. In each pattern, * stands for any characters. */
public final class GrantFilterOptions {
  @Option(
      names = "--client",
      paramLabel = "ID|NAME",
      description = "Only those for this client, or for clients whose name matches the pattern.")
  private @Nullable String client;

  @Option(
      names = "--audience",
      paramLabel = "PATTERN",
      description = "Only those on this API, or on APIs whose identifier matches the pattern.")
  private @Nullable String audience;

  @Option(
      names = "--scope",
      paramLabel = "PATTERN",
      description =
          "Only those that give such a scope, or all scopes. If it is repeated, one must match.")
  private List<String> scopes = List.of();

  @Option(
      names = "--subject-type",
      paramLabel = "TYPE",
      description = "Only those for access as client, or as user.")
  private @Nullable String subjectType;

  @Option(
      names = "--default-for",
      paramLabel = "KIND",
      description = "Only the defaults for a kind of clients, such as third_party_clients.")
  private @Nullable String defaultFor;

  @Option(
      names = "--any-organization",
      negatable = true,
      description = "Only those that any organization may use.")
  private @Nullable Boolean anyOrganization;

  @Option(names = "--managed", description = "Only those that a ClientGrant holds.")
  private boolean managed;

  @Option(names = "--unmanaged", description = "Only those that no ClientGrant declares.")
  private boolean unmanaged;

  @Option(names = "--contended", description = "Only those that several ClientGrants declare.")
  private boolean contended;

  @Option(names = "--system", description = "Only those that Auth0 made for itself.")
  private boolean system;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      split = ",",
      description = "Only those that a ClientGrant in one of these namespaces declares.")
  private Set<String> namespaces = Set.of();

  /** The filter that they make. */
  public GrantFilter filter() {
    return new GrantFilter(
        client,
        audience,
        subjectType,
        defaultFor,
        anyOrganization,
        Glob.of(scopes),
        standings(),
        namespaces);
  }

  /** Whether the ClientGrants of a cluster must be known. */
  public boolean needsCluster() {
    return managed || unmanaged || contended || !namespaces.isEmpty();
  }

  private Set<Standing> standings() {
    var wanted = EnumSet.noneOf(Standing.class);
    if (managed) {
      wanted.addAll(EnumSet.of(Standing.MANAGED, Standing.CONTENDED));
    }
    if (unmanaged) {
      wanted.add(Standing.UNMANAGED);
    }
    if (contended) {
      wanted.add(Standing.CONTENDED);
    }
    if (system) {
      wanted.add(Standing.SYSTEM);
    }
    return wanted;
  }
}
