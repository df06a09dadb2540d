package io.clientgrant.auth0.connection;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The certificate authorities that may vouch for a tenant's servers.
 *
 * @param certificates theirs; none means those that the system trusts
 */
public record CaBundle(List<X509Certificate> certificates) {
  /** Those that the system trusts. */
  public static final CaBundle OF_THE_SYSTEM = new CaBundle(List.of());

  /** As many as a system trusts, and more than anybody's own. */
  private static final int MOST_CERTIFICATES = 256;

  /** Takes the certificates as they are. */
  public CaBundle {
    certificates = List.copyOf(certificates);
  }

  /**
   * Those in a file of PEM certificates; empty if there is none in it, or more than 256, or one
   * cannot be read.
   */
  public static Optional<CaBundle> read(byte[] pem) {
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      return certificates.isEmpty() || certificates.size() > MOST_CERTIFICATES
          ? Optional.empty()
          : Optional.of(new CaBundle(certificates));
    } catch (CertificateException _) {
      return Optional.empty();
    }
  }
}
