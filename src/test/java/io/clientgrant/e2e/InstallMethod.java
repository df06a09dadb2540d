package io.clientgrant.e2e;

/** A way to install, by the names of its blocks in the guide. */
public enum InstallMethod {
  KUBECTL("kubectl", "helm4"),
  KUSTOMIZE("kustomize", "helm4"),
  HELM_3("helm", "helm3"),
  HELM_4("helm", "helm4"),
  OCI("oci", "helm4");

  private final String tool;
  final String helm;

  InstallMethod(String tool, String helm) {
    this.tool = tool;
    this.helm = helm;
  }

  /** The name of a block, such as {@code upgrade-helm}. */
  public String block(String step) {
    return step + "-" + tool;
  }

  /** Whether Helm knows of it afterwards. */
  boolean usesHelm() {
    return this == HELM_3 || this == HELM_4 || this == OCI;
  }
}
