package org.offhook.exosip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.auth.AkaFunction;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestAlgorithm;
import org.offhook.net.Host;

/** What a context is set to, before it listens and afterwards: options, names and passwords. */
abstract sealed class ExosipSettings permits Exosip {

  final ReentrantLock lock = new ReentrantLock();
  final Options options;
  volatile @Nullable Endpoint endpoint;

  ExosipSettings(@Nullable Host host) {
    options = new Options(this, host);
  }

  /** The endpoint below, for what this vocabulary has no word for; empty before listening. */
  public Optional<Endpoint> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  /** What the network below is like, and names. */
  public NetworkFunctions network() {
    return new NetworkFunctions(this);
  }

  /** The product in User-Agent and Server from now on. */
  public void setUserAgent(String product) {
    change(builder -> builder.product(product));
  }

  /**
   * The public address in Contact and Via from now on, neighbours included; null: whatever is found
   * out.
   *
   * @param port 0 or less: as it was
   */
  public void masqueradeContact(@Nullable String address, int port) {
    change(
        builder ->
            builder.nat(
                nat -> {
                  var known = nat.fixed();
                  int shown = port > 0 || known == null ? port : known.port();
                  return address == null
                      ? nat.publicAddress(null)
                      : nat.publicAddress(hostPort(address, shown)).always(true);
                }));
  }

  static String hostPort(String address, int port) {
    return port <= 0
        ? address
        : (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
  }

  /** Changes any option of the endpoint, before it listens or afterwards. */
  public void change(Function<EndpointOptions.Builder, EndpointOptions.Builder> change) {
    locked(
        () -> {
          options.change(change);
          return OsipError.SUCCESS;
        });
    settle();
  }

  /** Waits until the endpoint works by what was changed; its own thread goes on. */
  private void settle() {
    try {
      var running = endpoint;
      if (running != null) {
        var unused = running.calls().await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // On the loop: from its next turn on.
    }
  }

  /**
   * Sets an option by its number, as {@link ExosipOption} lists them: any time, but for those of
   * sockets (15, 21, 25, 26), which count at the first {@link Exosip#listenAddr}.
   *
   * <pre>{@code
   * exosip.setOption(ExosipOption.USE_RPORT, 0);
   * exosip.setOption(ExosipOption.of(17), "Phone/1.0");
   * exosip.setOption(ExosipOption.SET_OC_PORT_RANGE, 20000, 20099);
   * exosip.setOption(ExosipOption.ADD_DNS_CACHE, "sip.example.com", "192.0.2.7");
   * exosip.setOption(ExosipOption.ADD_ACCOUNT_INFO, "example.com", "203.0.113.7", 5060);
   * }</pre>
   *
   * @param values one number; option 26 has two
   * @return 0; 1 where option 13 changed nothing
   * @throws OsipException BADPARAMETER for a value of another kind or out of range, UNDEFINED_ERROR
   *     for an option without effect here, with {@link ExosipOption#successor} as its message,
   *     WRONG_STATE for an option of sockets after listening
   */
  public int setOption(ExosipOption option, int... values) {
    return set(option, Arrays.stream(values).boxed().toArray());
  }

  /** As {@link #setOption(ExosipOption, int...)}, of a text; null is an empty one. */
  public int setOption(ExosipOption option, @Nullable String value) {
    return set(option, text(value));
  }

  /**
   * As {@link #setOption(ExosipOption, int...)}, of a name and its address: option 9. Several
   * addresses stand between commas; null or empty: what the name servers say now, for good.
   */
  public int setOption(ExosipOption option, String name, @Nullable String address) {
    return set(
        option,
        name,
        option == ExosipOption.ADD_DNS_CACHE && text(address).isEmpty()
            ? network().addresses(name)
            : text(address));
  }

  /** As {@link #setOption(ExosipOption, int...)}: option 13; no address: none for this domain. */
  public int setOption(ExosipOption option, String domain, @Nullable String address, int port) {
    return set(option, domain, text(address), port);
  }

  /** As {@link #setOption(ExosipOption, int...)}, of TLS: option 501. Reads the files. */
  public int setOption(ExosipOption option, TlsContext value) {
    return set(option, value);
  }

  /** As {@link #setOption(ExosipOption, int...)}: option 23; runs on the loop, must not block. */
  public int setOption(ExosipOption option, @Nullable IntConsumer told) {
    IntConsumer nobody = number -> {};
    return set(option, told == null ? nobody : told);
  }

  private int set(ExosipOption option, Object... values) {
    int result = locked(() -> options.set(option, values));
    settle();
    return result;
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  <T extends @Nullable Object> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  /** Sees every message of the wire from now on; null: nobody does. */
  public void setCbsipMessage(@Nullable MessageCallback told) {
    options.raw.told(told);
  }

  /** What there is now, and how much begins in an hour; see {@link ExosipStatistics}. */
  public ExosipStatistics statistics() {
    var now = NetworkFunctions.await(running().stats());
    return locked(() -> options.averages.with(now, running().elapsed()));
  }

  /** The version, such as {@code 1.2.3}; {@code development} where the build wrote none down. */
  public static String version() {
    try (var in = ExosipSettings.class.getResourceAsStream("version.txt")) {
      var known = in == null ? "$" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return known.startsWith("$") ? "development" : known;
    } catch (IOException e) {
      return "development";
    }
  }

  // --- authentication ---

  /**
   * Adds a password, or the HA1 of MD5 where there is none, for a realm; null or empty: for all. It
   * takes the place of one with the same user name and realm. Of several that fit, the one whose
   * user name is that of the request's From is taken.
   *
   * @param username the user of From, or a whole address such as {@code alice@example.com}: then it
   *     is for requests of that address alone
   * @param userid the user name of the digest
   * @throws OsipException BADPARAMETER without any name, or any secret
   */
  public void addAuthenticationInfo(
      String username,
      String userid,
      @Nullable String password,
      @Nullable String ha1,
      @Nullable String realm) {
    if (userid.isEmpty() || (password == null && ha1 == null)) {
      throw OsipError.BADPARAMETER.exception("a user id and a password (or HA1) are needed");
    }
    add(
        username,
        userid,
        secret ->
            password == null
                ? secret.ha1(DigestAlgorithm.MD5, Objects.requireNonNull(ha1))
                : secret.password(password),
        realm);
  }

  /**
   * As {@link #addAuthenticationInfo(String, String, String, String, String)}, with the SIM that
   * answers AKAv1-MD5 (RFC 3310), such as {@link org.offhook.auth.Milenage}.
   */
  public void addAuthenticationInfo(
      String username, String userid, AkaFunction sim, @Nullable String realm) {
    add(username, userid, secret -> secret.aka(sim), realm);
  }

  private void add(
      String username,
      String userid,
      UnaryOperator<Credentials.Builder> secret,
      @Nullable String realm) {
    var made = Secrets.made(username, userid, secret, realm);
    locked(
        () -> {
          int before = forget(options.secrets.remove(username, realm));
          options.secrets.put(username, realm, made);
          endpoint().ifPresent(running -> running.credentials().add(made));
          return before;
        });
  }

  /**
   * Removes what was added with this user name and this realm.
   *
   * @throws OsipException NOTFOUND if there is none
   */
  public void removeAuthenticationInfo(String username, @Nullable String realm) {
    if (locked(() -> forget(options.secrets.remove(username, realm))) == 0) {
      throw OsipError.NOTFOUND.exception("nothing was added for this user name and realm");
    }
  }

  /** Removes all that was added. */
  public void clearAuthenticationInfo() {
    locked(() -> forget(options.secrets.clear()));
  }

  private int forget(List<Credentials> known) {
    endpoint().ifPresent(running -> known.forEach(running.credentials()::remove));
    return known.size();
  }

  Endpoint running() {
    var running = endpoint;
    if (running == null) {
      throw OsipError.NO_NETWORK.exception("the context does not listen yet: use listenAddr");
    }
    return running;
  }
}
