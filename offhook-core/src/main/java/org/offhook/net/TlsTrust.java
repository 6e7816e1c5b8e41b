package org.offhook.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certification authorities that are believed (RFC 5280 §6.1.1). Immutable; files are read when
 * an endpoint starts, and again when they have changed. Any thread.
 *
 * <pre>{@code
 * TlsTrust.system();                                 // the JDK's list
 * TlsTrust.pem(Path.of("ca.pem"));                   // one CA, or several in one file
 * TlsTrust.pem(Path.of("/etc/ssl/certs"));           // all files of a directory
 * TlsTrust.keyStore(Path.of("ca.p12"), "secret".toCharArray());
 * }</pre>
 */
public final class TlsTrust {

  private static final Logger LOG = LoggerFactory.getLogger(TlsTrust.class);

  /** Where the distributions of Linux keep what their users trust. */
  private static final List<Path> LINUX =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"));

  /**
   * What was read.
   *
   * @param anchors certificates that are believed, and what they issued
   * @param manager decides instead; null: the anchors do
   */
  record Loaded(List<X509Certificate> anchors, @Nullable X509TrustManager manager) {}

  private interface Source {
    Loaded load();
  }

  /** Read once for all: some hundred certificates. */
  private static final class JdkList {
    static final Loaded LOADED = jdkList();

    private static Loaded jdkList() {
      try {
        return anchorsOf(null);
      } catch (GeneralSecurityException e) {
        throw new TlsException("the JDK's list of trusted CAs cannot be read: " + e, e);
      }
    }
  }

  private final String name;
  private final List<Path> files;
  private final Source source;

  private TlsTrust(String name, List<Path> files, Source source) {
    this.name = name;
    this.files = files;
    this.source = source;
  }

  /**
   * What the JDK trusts: the file of the system property {@code javax.net.ssl.trustStore}, else
   * {@code cacerts} of the JDK. Debian's and Ubuntu's JDK packages keep that file equal to {@code
   * /etc/ssl/certs} (package ca-certificates-java), as do Fedora's and its kin; a JDK from a tar
   * file has a list of its own, and does not know what was added to {@code /etc/ssl/certs}: take
   * {@link #operatingSystem()} or {@link #pem} for that.
   */
  public static TlsTrust system() {
    return new TlsTrust("the JDK's list", List.of(), () -> JdkList.LOADED);
  }

  /**
   * What the operating system trusts. Linux: the bundle that the distribution keeps in {@code
   * /etc/ssl} or {@code /etc/pki}. Windows ({@code Windows-ROOT}) and macOS ({@code
   * KeychainStore-ROOT}, else {@code KeychainStore}) by the JDK's key stores of that name: these
   * two are not tested.
   */
  public static TlsTrust operatingSystem() {
    return platformStore().orElseGet(TlsTrust::ofDistribution);
  }

  /**
   * The store of Windows or macOS that all programs there share, as {@link #operatingSystem()};
   * empty on other systems, whose programs keep lists of their own.
   *
   * <pre>{@code
   * TlsTrust.platformStore().ifPresent(settings::trust);   // beside a company's own authority
   * }</pre>
   */
  public static Optional<TlsTrust> platformStore() {
    return platformStore(System.getProperty("os.name", ""));
  }

  static Optional<TlsTrust> platformStore(String osName) {
    String system = osName.toLowerCase(Locale.ROOT);
    if (system.contains("windows")) {
      return Optional.of(
          new TlsTrust("Windows-ROOT", List.of(), () -> ofStore("Windows-ROOT", "Windows-ROOT")));
    }
    if (system.contains("mac")) {
      return Optional.of(
          new TlsTrust(
              "KeychainStore", List.of(), () -> ofStore("KeychainStore-ROOT", "KeychainStore")));
    }
    return Optional.empty();
  }

  private static TlsTrust ofDistribution() {
    for (var bundle : LINUX) {
      if (Files.isReadable(bundle)) {
        return pem(bundle);
      }
    }
    return system();
  }

  /**
   * The certificates of a PEM file, or of all PEM files of a directory; also one certificate in
   * DER. A server's own certificate may be among them: it is then believed as it is.
   */
  public static TlsTrust pem(Path fileOrDirectory) {
    return new TlsTrust(
        fileOrDirectory.toString(),
        List.of(fileOrDirectory),
        () ->
            new Loaded(
                Files.isDirectory(fileOrDirectory)
                    ? ofDirectory(fileOrDirectory)
                    : PemFile.read(fileOrDirectory).certificates(),
                null));
  }

  /** The certificates of a PKCS#12 or JKS file. */
  public static TlsTrust keyStore(Path file, char[] password) {
    var secret = password.clone();
    return new TlsTrust(
        file.toString(),
        List.of(file),
        () -> ofStore(TlsIdentity.storeIn(file, secret), file.toString()));
  }

  /** The trusted certificates of a key store. */
  public static TlsTrust keyStore(KeyStore store) {
    return new TlsTrust("a key store", List.of(), () -> ofStore(store, "the key store"));
  }

  /** These certificates. */
  public static TlsTrust certificates(List<X509Certificate> anchors) {
    var loaded = new Loaded(List.copyOf(anchors), null);
    return new TlsTrust("certificates", List.of(), () -> loaded);
  }

  /**
   * Whatever this manager believes, for instance one that asks for revocations; it is asked on a
   * thread of the task pool. Names, key usage and pins are checked beside it.
   */
  public static TlsTrust manager(X509TrustManager manager) {
    var loaded = new Loaded(List.of(), manager);
    return new TlsTrust("a trust manager", List.of(), () -> loaded);
  }

  /** Reads it; throws {@link TlsException}. May block. */
  Loaded load() {
    return source.load();
  }

  List<Path> files() {
    return files;
  }

  private static List<X509Certificate> ofDirectory(Path directory) {
    var all = new ArrayList<X509Certificate>();
    for (var file : entries(directory)) {
      try {
        all.addAll(PemFile.read(file).certificates());
      } catch (TlsException e) {
        LOG.debug("not looked at for certificates: {}", e.getMessage());
      }
    }
    if (all.isEmpty()) {
      throw new TlsException(
          "the directory " + directory + " has no file with certificates: give one with PEM files");
    }
    return List.copyOf(all);
  }

  /** The files of a directory in a fixed order; the path itself if it is a file. */
  static List<Path> entries(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (var files = Files.list(path)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new TlsException("cannot read the directory " + path + ": " + e.getMessage(), e);
    }
  }

  private static Loaded ofStore(String type, String otherType) {
    try {
      KeyStore store;
      try {
        store = KeyStore.getInstance(type);
      } catch (GeneralSecurityException e) {
        store = KeyStore.getInstance(otherType);
      }
      store.load(null, null);
      return ofStore(store, type);
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("the key store " + type + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Loaded ofStore(KeyStore store, String name) {
    try {
      var loaded = anchorsOf(store);
      if (loaded.anchors().isEmpty()) {
        throw new TlsException(name + " has no trusted certificate");
      }
      return loaded;
    } catch (GeneralSecurityException e) {
      throw new TlsException(name + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Loaded anchorsOf(@Nullable KeyStore store) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    for (var manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager known) {
        return new Loaded(Arrays.asList(known.getAcceptedIssuers()), null);
      }
    }
    throw new GeneralSecurityException("there is no X.509 trust manager");
  }

  /** Where it comes from. */
  @Override
  public String toString() {
    return "TlsTrust[" + name + "]";
  }
}
