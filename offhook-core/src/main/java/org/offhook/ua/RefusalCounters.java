package org.offhook.ua;

/** How often limits and rules struck above the transactions. Read on the loop. */
public final class RefusalCounters {

  long rules;
  long rates;
  long silenced;
  long guesses;
  long dialogs;
  long behind;
  long redirections;
  long challenges;
  private long forks;
  private long subscriptions;

  RefusalCounters() {}

  /** Requests refused or dropped by an {@link AccessRule}. */
  public long rules() {
    return rules;
  }

  /** Requests beyond {@link SourceLimits#requests}. */
  public long rates() {
    return rates;
  }

  /** Requests of sources that are ignored. */
  public long silenced() {
    return silenced;
  }

  /** Requests with credentials that were not looked at after too many wrong ones. */
  public long guesses() {
    return guesses;
  }

  /** Requests beyond {@link Limits#dialogs}. */
  public long dialogs() {
    return dialogs;
  }

  /** Requests refused while more arrived than was read; see {@link Limits#behind}. */
  public long behind() {
    return behind;
  }

  /** Redirections that were not followed to all their targets. */
  public long redirections() {
    return redirections;
  }

  /** Challenges that were one too many for their request. */
  public long challenges() {
    return challenges;
  }

  /** Answers of forks that were one too many. */
  public long forks() {
    return forks;
  }

  /** Subscriptions beyond {@link EventPolicy#most}. */
  public long subscriptions() {
    return subscriptions;
  }

  /** One more fork that is ignored. */
  public void forkRefused() {
    forks++;
  }

  /** One more subscription that is refused. */
  public void subscriptionRefused() {
    subscriptions++;
  }
}
