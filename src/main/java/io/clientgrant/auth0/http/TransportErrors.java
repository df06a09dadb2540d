package io.clientgrant.auth0.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.clientgrant.auth0.http.LargeResponses.TooManyLargeResponsesException;
import io.clientgrant.auth0.http.ResponseSizeLimit.ResponseTooLargeException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Says what happened to a call that got no readable answer. The exceptions' own messages name the
 * endpoint, which is taken from a Secret, and ports that change with each try, which would make
 * each try a new status.
 */
public final class TransportErrors {
  private TransportErrors() {}

  public static String unreadable(String whom) {
    return whom + " gave an answer that cannot be read.";
  }

  public static String of(String whom, @Nullable Throwable cause) {
    return switch (cause) {
      case JsonProcessingException _ -> unreadable(whom);
      case ResponseTooLargeException e ->
          "%s gave an answer of %s, which hardly is one of Auth0's. If it is, give the operator more memory."
              .formatted(whom, e.getMessage());
      case TooManyLargeResponsesException _ ->
          whom + " gave a large answer while many others did. It is asked again.";
      case ConnectException _ -> whom + " refused the connection.";
      case UnknownHostException _ -> whom + " has a name that cannot be resolved.";
      case InterruptedIOException _ -> whom + " did not answer in time.";
      case SSLPeerUnverifiedException _ -> whom + " shows a certificate for another host name.";
      case SSLHandshakeException e when e.getCause() instanceof CertificateException ->
          whom
              + " shows a certificate that cannot be trusted. If a CA of your own signed it, put"
              + " that CA into spec.caBundle of the Auth0Tenant.";
      case SSLException _ -> whom + " could not be reached safely: the TLS handshake failed.";
      case null, default -> whom + " broke the connection.";
    };
  }
}
