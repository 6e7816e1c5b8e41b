package org.offhook.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.net.ClientCertificates;
import org.offhook.net.TlsIdentity;
import org.offhook.net.TlsSettings;
import org.offhook.net.TlsTrust;
import picocli.CommandLine.Option;

/** The options of TLS, WSS and DTLS. */
final class TlsOptions {

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = {
        "Trust these authorities instead of the JDK's list: a PEM file, or a directory of them,",
        "such as /etc/ssl/certs; may be repeated."
      })
  List<Path> ca = new ArrayList<>();

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = {
        "Own certificate and those of its issuers, PEM, or a PKCS#12 file with the key; needed to",
        "listen on tls, wss, dtls, and shown to servers that ask for one."
      })
  @Nullable Path cert;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Private key of --cert, PEM; default: in the same file.")
  @Nullable Path key;

  @Option(
      names = "--key-password",
      paramLabel = "WORD",
      description = "Password of an encrypted key; better: --key-password-file.")
  @Nullable String keyPassword;

  @Option(
      names = "--key-password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password of the key.")
  @Nullable Path keyPasswordFile;

  @Option(
      names = "--client-certificates",
      paramLabel = "none|want|need",
      description = "What a listener asks of those who connect. Default: none.")
  @Nullable ClientCertificates clients;

  @Option(
      names = "--tls-insecure",
      description = "Do not verify certificates. For laboratories only.")
  boolean insecure;

  /** The settings; empty if no option was given. */
  Optional<TlsSettings> settings(Report report) {
    if (key != null && cert == null) {
      throw Failure.usage("--key needs --cert");
    }
    if (insecure && !ca.isEmpty()) {
      throw Failure.usage("--tls-insecure and --ca contradict each other: leave one out");
    }
    if (ca.isEmpty() && cert == null && clients == null && !insecure) {
      return Optional.empty();
    }
    var settings = TlsSettings.builder();
    ca.forEach(file -> settings.trust(TlsTrust.pem(file)));
    identity().ifPresent(settings::certificate);
    if (clients != null) {
      settings.clientCertificates(clients);
    }
    if (insecure) {
      report.err().print("offhook: warning: --tls-insecure: anybody can pretend to be the peer\n");
      settings.insecure();
    }
    return Optional.of(settings.build());
  }

  /** Whether there is a certificate to listen with. */
  boolean canListen() {
    return cert != null;
  }

  private Optional<TlsIdentity> identity() {
    if (cert == null) {
      return Optional.empty();
    }
    var secret = secret();
    String name = cert.toString().toLowerCase(Locale.ROOT);
    if (key == null && (name.endsWith(".p12") || name.endsWith(".pfx"))) {
      return Optional.of(TlsIdentity.keyStore(cert, secret.orElse("").toCharArray()));
    }
    var file = key == null ? cert : key;
    return Optional.of(
        secret.isPresent()
            ? TlsIdentity.pem(cert, file, secret.get().toCharArray())
            : TlsIdentity.pem(cert, file));
  }

  private Optional<String> secret() {
    return keyPassword != null
        ? Optional.of(keyPassword)
        : Optional.ofNullable(keyPasswordFile).map(CommonOptions::firstLine);
  }
}
