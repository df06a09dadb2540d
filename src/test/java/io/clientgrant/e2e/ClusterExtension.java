package io.clientgrant.e2e;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Gives test classes the cluster and takes away what they leave. When a test fails it shows what
 * the operator has logged, and passes over the rest of the class, which builds on it.
 */
final class ClusterExtension
    implements ParameterResolver, ExecutionCondition, TestWatcher, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(ClusterExtension.class);
  private static final String FAILED = "failed";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Cluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return cluster(context);
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context.getStore(NAMESPACE).get(FAILED) == null
        ? ConditionEvaluationResult.enabled("")
        : ConditionEvaluationResult.disabled("a test before it has failed");
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    context.getParent().orElseThrow().getStore(NAMESPACE).put(FAILED, true);
    System.err.println(new Operator(cluster(context)).log());
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    cluster(context).clean();
  }

  private static Cluster cluster(ExtensionContext context) {
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .computeIfAbsent(Cluster.class, _ -> new Cluster(), Cluster.class);
  }
}
