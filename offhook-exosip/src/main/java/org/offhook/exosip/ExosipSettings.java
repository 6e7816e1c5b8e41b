package org.offhook.exosip;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.auth.AkaFunction;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestAlgorithm;
import org.offhook.message.Uri;
import org.offhook.net.Host;

/** What a context is set to, before it listens and afterwards: options, names and passwords. */
abstract sealed class ExosipSettings permits Exosip {

  final ReentrantLock lock = new ReentrantLock();
  final Options options;

  /** Credentials by user name and realm. */
  private final Map<List<String>, Credentials> secrets = new LinkedHashMap<>();

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
                nat -> nat.publicAddress(address, port).always(nat.always() || address != null)));
  }

  /** Changes any option of the endpoint, before it listens or afterwards. */
  public void change(UnaryOperator<EndpointOptions.Builder> change) {
    locked(() -> options.change(change));
    settle();
  }

  /** Waits until the endpoint works by what was changed; its own thread goes on. */
  private void settle() {
    var running = endpoint;
    try {
      var unused = running == null ? 0 : NetworkFunctions.await(running.calls());
    } catch (IllegalStateException | OsipException e) {
      // On the loop, or interrupted: from the loop's next turn on.
    }
  }

  /**
   * Sets an option by its number, as {@link ExosipOption} lists them: any time, but for those of
   * sockets (15, 21, 25, 26), which count at the first {@link Exosip#listenAddr}. Option 501 reads
   * the files that are named. Option 9 without an address takes what the name servers say now, for
   * good; option 13 without one forgets that of the domain.
   *
   * <pre>{@code
   * exosip.setOption(ExosipOption.USE_RPORT, 0);
   * exosip.setOption(ExosipOption.of(17), "Phone/1.0");
   * exosip.setOption(ExosipOption.SET_OC_PORT_RANGE, 20000, 20099);
   * exosip.setOption(ExosipOption.ADD_DNS_CACHE, "sip.example.com", "192.0.2.7,192.0.2.8");
   * exosip.setOption(ExosipOption.ADD_ACCOUNT_INFO, "example.com", "203.0.113.7", 5060);
   * exosip.setOption(ExosipOption.SET_TLS_CERTIFICATES_INFO, new TlsContext().rootCaCert("ca.pem"));
   * }</pre>
   *
   * @param values {@code int}, text or {@link TlsContext} as the option says, two for option 26, a
   *     name first for 9 and 13; null is an empty text
   * @return 0; 1 where option 13 changed nothing
   * @throws OsipException BADPARAMETER for a value of another kind or out of range, UNDEFINED_ERROR
   *     for an option without effect here, with {@link ExosipOption#successor} as its message,
   *     WRONG_STATE for an option of sockets after listening, UNKNOWN_HOST for a name without any
   *     address
   */
  public int setOption(ExosipOption option, @Nullable Object... values) {
    var known = Arrays.stream(values).map(value -> value == null ? "" : value).toList();
    var given = new Options.Given(options, option, known).withAddresses();
    int result = locked(() -> options.set(given));
    settle();
    return result;
  }

  /** As {@link #setOption(ExosipOption, Object...)}: option 23; runs on the loop, be quick. */
  public int setOption(ExosipOption option, @Nullable IntConsumer told) {
    IntConsumer nobody = number -> {};
    return setOption(option, new Object[] {told == null ? nobody : told});
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
    options.raw.listen(
        told == null ? null : (message, in) -> told.message(OsipMessage.of(message), in));
  }

  /** What there is now, and how much began within the last hour; see {@link ExosipStatistics}. */
  public ExosipStatistics statistics() {
    var now = NetworkFunctions.await(running().stats());
    var alive = now.alive();
    var began = now.lastHour();
    return new ExosipStatistics(
        new ExosipStatistics.Count(alive.transactions(), began.transactions()),
        new ExosipStatistics.Count(alive.registrations(), began.registrations()),
        new ExosipStatistics.Count(alive.calls(), began.calls()),
        new ExosipStatistics.Count(alive.publications(), began.publications()),
        new ExosipStatistics.Count(alive.subscriptions(), began.subscriptions()),
        new ExosipStatistics.Count(alive.notifiers(), began.notifiers()));
  }

  /** The version, such as {@code 1.2.3}; {@code development} where the build wrote none down. */
  public static String version() {
    return Endpoint.version().orElse("development");
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
    add(
        username,
        userid,
        realm,
        secret ->
            password == null
                ? secret.ha1(DigestAlgorithm.MD5, ha1 == null ? "" : ha1)
                : secret.password(password));
  }

  /**
   * As {@link #addAuthenticationInfo(String, String, String, String, String)}, with the SIM that
   * answers AKAv1-MD5 (RFC 3310), such as {@link org.offhook.auth.Milenage}.
   */
  public void addAuthenticationInfo(
      String username, String userid, AkaFunction sim, @Nullable String realm) {
    add(username, userid, realm, secret -> secret.aka(sim));
  }

  private void add(
      String username,
      String userid,
      @Nullable String realm,
      UnaryOperator<Credentials.Builder> secret) {
    try {
      var made = secret.apply(Credentials.builder(userid));
      if (username.indexOf('@') >= 0) {
        made.aor(Uri.parse(username.matches("sips?:.*") ? username : "sip:" + username));
      } else if (!username.isEmpty()) {
        made.sender(username);
      }
      var ready = (realm == null || realm.isEmpty() ? made.anyRealm() : made.realm(realm)).build();
      secrets(all -> all.put(name(username, realm), ready) != null);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }

  /**
   * Removes what was added with this user name and this realm.
   *
   * @throws OsipException NOTFOUND if there is none
   */
  public void removeAuthenticationInfo(String username, @Nullable String realm) {
    boolean removed = secrets(all -> all.remove(name(username, realm)) != null);
    OsipError.NOTFOUND.when(!removed, "nothing was added for this user name and realm");
  }

  /** Removes all that was added. */
  public void clearAuthenticationInfo() {
    secrets(all -> all.keySet().retainAll(List.of()));
  }

  private static List<String> name(String username, @Nullable String realm) {
    return List.of(username, realm == null ? "" : realm);
  }

  /** Changes what was added; the endpoint's other credentials stay. */
  private boolean secrets(Predicate<Map<List<String>, Credentials>> change) {
    return locked(
        () -> {
          var before = List.copyOf(secrets.values());
          boolean changed = change.test(secrets);
          options.change(
              builder ->
                  builder.credentials(store -> store.removeAll(before).addAll(secrets.values())));
          return changed;
        });
  }

  Endpoint running() {
    return OsipError.NO_NETWORK.unlessNull(
        endpoint, "the context does not listen yet: use listenAddr");
  }
}
