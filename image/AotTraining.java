import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The training run for the operator's AOT cache: {@code java AotTraining.java simulator.jar COMMAND...}. The command
 * starts the operator. The run takes it through everything that it does at every start, and then ends it. The tenant is
 * the simulator. The API server is a fake: it holds one tenant and one grant, and answers only the requests of this run.
 * It is no test; the tests use a real API server.
 */
final class AotTraining {
  private static final String STORE_PASSWORD = "training";

  private AotTraining() {}

  /** Exits with the status of the operator, which is 0, or with 1 if the run fails before that. */
  public static void main(String[] arguments) {
    try {
      System.exit(train(arguments));
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1); // the threads of the fake API server would keep the JVM alive
    }
  }

  private static int train(String[] arguments) throws Exception {
    var folder = Files.createTempDirectory("training");
    var simulator = new ProcessBuilder("java", "-jar", arguments[0], "--port", "0").start();
    try {
      var endpoint = await(simulator.inputReader(), "http://127\\.0\\.0\\.1:\\d+");
      var apiServer = new FakeApiServer(endpoint);
      var command = new ProcessBuilder(List.of(arguments).subList(1, arguments.length));
      command.environment().putAll(serviceAccount(folder, open(folder, apiServer)));
      command.environment().put("LEASE", "lease");
      command.environment().put("HTTP_PORT", "0");
      var operator = command.redirectErrorStream(true).start();
      Runtime.getRuntime().addShutdownHook(new Thread(operator::destroyForcibly));
      var log = operator.inputReader();
      var port = await(log, "(?<=\"httpPort\":)\\d+");
      Thread.startVirtualThread(() -> log.lines().forEach(System.out::println));
      if (!apiServer.inSync.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The grant did not become InSync.");
      }
      for (var path : List.of("/healthz", "/readyz", "/metrics")) {
        get("http://127.0.0.1:" + port + path);
      }
      operator.toHandle().destroy(); // SIGTERM; Process.destroy() would also close its output
      return operator.waitFor();
    } finally {
      simulator.destroyForcibly();
    }
  }

  private static String await(BufferedReader lines, String pattern) throws IOException {
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(line);
      var found = Pattern.compile(pattern).matcher(line);
      if (found.find()) {
        return found.group();
      }
    }
    throw new IllegalStateException("It ended without printing " + pattern);
  }

  private static void get(String uri) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(uri + " answered " + answer.statusCode());
      }
    }
  }

  private static int open(Path folder, FakeApiServer apiServer) throws Exception {
    var keytool = List.of("keytool", "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=server", "-ext",
        "SAN=IP:127.0.0.1", "-keystore", folder.resolve("keys").toString(), "-storepass", STORE_PASSWORD);
    if (new ProcessBuilder(keytool).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    var keys = KeyStore.getInstance(folder.resolve("keys").toFile(), STORE_PASSWORD.toCharArray());
    Files.writeString(folder.resolve("ca.crt"), """
        -----BEGIN CERTIFICATE-----
        %s
        -----END CERTIFICATE-----
        """.formatted(Base64.getMimeEncoder().encodeToString(keys.getCertificate("server").getEncoded())));
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, STORE_PASSWORD.toCharArray());
    var tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/", apiServer::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return server.getAddress().getPort();
  }

  /** As in a Pod: to read a kubeconfig would put its parser into the cache, and every kind of Kubernetes. */
  private static Map<String, String> serviceAccount(Path folder, int port) throws IOException {
    return Map.of("KUBECONFIG", folder.resolve("none").toString(), "KUBERNETES_SERVICE_HOST", "127.0.0.1",
        "KUBERNETES_SERVICE_PORT", Integer.toString(port), "KUBERNETES_CERTS_CA_FILE", folder.resolve("ca.crt").toString(),
        "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN", Files.writeString(folder.resolve("token"), "t").toString(),
        "KUBERNETES_NAMESPACE", "training");
  }

  /** An API server with the answers that the operator needs. */
  private static final class FakeApiServer {
    private static final String KINDS = """
        {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "auth0.clientgrant.io/v1alpha1", "resources": [
          {"name": "clientgrants", "kind": "ClientGrant", "namespaced": true, "verbs": []},
          {"name": "organizationclientgrants", "kind": "OrganizationClientGrant", "namespaced": true, "verbs": []},
          {"name": "auth0tenants", "kind": "Auth0Tenant", "namespaced": true, "verbs": []}]}""";

    private static final String NAMESPACES = """
        {"kind": "NamespaceList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": [
          {"metadata": {"name": "training", "uid": "training", "resourceVersion": "1"}}]}""";

    final CountDownLatch inSync = new CountDownLatch(1);
    private final String tenant;
    private final String grant;
    private final String secret;
    private volatile String lease = "";

    FakeApiServer(String endpoint) {
      tenant = object("Auth0Tenant", "tenant", """
          {"domain": "demo.eu.auth0.test", "credentialsSecretRef": {"name": "credentials"}, "resyncInterval": "5m"}""");
      grant = object("ClientGrant", "grant", """
          {"tenantRef": {"name": "tenant"}, "clientId": "ReportsWorkerC1ientDemo000000001",
           "audience": "https://api.example.com/orders", "scope": ["read:orders"]}""");
      secret = """
          {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "credentials", "namespace": "training"}, "data":
            {"domain": "%s", "endpoint": "%s", "clientId": "%s", "clientSecret": "%s"}}""".formatted(
          base64("demo.eu.auth0.test"), base64(endpoint), base64("simulator-management"), base64("simulator-secret"));
    }

    void answer(HttpExchange call) throws IOException {
      var body = new String(call.getRequestBody().readAllBytes(), UTF_8);
      if (String.valueOf(call.getRequestURI().getQuery()).contains("watch=true")) {
        // The fake has no WebSockets, and no object ever changes.
        call.sendResponseHeaders(200, call.getRequestHeaders().containsKey("Upgrade") ? -1 : 0);
        call.getResponseBody().flush();
        return;
      }
      var answer = answer(call.getRequestMethod(), call.getRequestURI().getPath(), body).getBytes(UTF_8);
      call.getResponseHeaders().set("Content-Type", "application/json");
      call.sendResponseHeaders(answer.length == 0 ? 404 : 200, answer.length == 0 ? -1 : answer.length);
      call.getResponseBody().write(answer);
      call.close();
      if (body.contains("\"InSync\"")) {
        inSync.countDown();
      }
    }

    private String answer(String method, String path, String body) {
      return switch (method + " " + path.replaceFirst(".*/(?=clientgrants|organizationclientgrants|auth0tenants|secrets|leases)", "")) {
        case "GET /apis/auth0.clientgrant.io/v1alpha1" -> KINDS;
        case "GET /api/v1/namespaces" -> NAMESPACES;
        case "GET auth0tenants" -> list("Auth0Tenant", tenant);
        case "GET clientgrants" -> list("ClientGrant", grant);
        case "GET organizationclientgrants" -> list("OrganizationClientGrant", "");
        case "GET secrets/credentials" -> secret;
        case "PATCH auth0tenants/tenant/status" -> with(tenant, body);
        case "PATCH clientgrants/grant/status" -> with(grant, body);
        case "GET leases/lease" -> lease;
        case "POST leases", "PUT leases/lease" -> lease = body;
        case "POST /apis/events.k8s.io/v1/namespaces/training/events" -> body;
        default -> {
          System.err.println("There is no answer to " + method + " " + path);
          yield "";
        }
      };
    }

    private static String object(String kind, String name, String spec) {
      var finalizer = kind.equals("ClientGrant") ? "grant" : "tenant";
      return """
          {"apiVersion": "auth0.clientgrant.io/v1alpha1", "kind": "%s", "metadata": {"name": "%s", "namespace": "training",
            "uid": "%s", "resourceVersion": "1", "generation": 1, "creationTimestamp": "2026-01-01T00:00:00Z",
            "finalizers": ["auth0.clientgrant.io/%s"]}, "spec": %s, "status": {"observedGeneration": -1}}"""
          .formatted(kind, name, name, finalizer, spec);
    }

    private static String list(String kind, String item) {
      return """
          {"apiVersion": "auth0.clientgrant.io/v1alpha1", "kind": "%sList", "metadata": {"resourceVersion": "1"},
            "items": [%s]}""".formatted(kind, item);
    }

    /** The object with the status of an apply request. In both, the status is the last field. */
    private static String with(String object, String apply) {
      return object.substring(0, object.indexOf("\"status\":")) + apply.substring(apply.indexOf("\"status\":"));
    }

    private static String base64(String value) {
      return Base64.getEncoder().encodeToString(value.getBytes(UTF_8));
    }
  }
}
