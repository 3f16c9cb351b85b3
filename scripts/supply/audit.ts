import { execa } from 'execa';

/** What a registry knows against the packages that are installed. */
export type Audit =
  | { readonly kind: 'answered'; readonly bySeverity: Readonly<Record<Severity, number>> }
  /** The registry has no such service, or does not answer. */
  | { readonly kind: 'unanswered'; readonly why: string };

export type Severity = 'info' | 'low' | 'moderate' | 'high' | 'critical';

/** Asks `npm audit` about what goes into the zip: packages that only build and test are none of it. */
export async function auditShipped(root: string): Promise<Audit> {
  const { stdout, stderr } = await execa('npm', ['audit', '--omit=dev', '--json'], {
    cwd: root,
    reject: false,
    timeout: 120_000,
  });
  return readAudit(stdout, stderr);
}

/** @param stdout of `npm audit --json`, whose exit code tells findings and failures in the same way. */
export function readAudit(stdout: string, stderr = ''): Audit {
  try {
    const report = JSON.parse(stdout) as {
      metadata?: { vulnerabilities?: Record<Severity, number> };
      error?: { code?: string; summary?: string };
      message?: string;
    };
    const found = report.metadata?.vulnerabilities;
    if (!found)
      return { kind: 'unanswered', why: report.error?.summary || report.message || 'it told no result' };
    const { info, low, moderate, high, critical } = found;
    return { kind: 'answered', bySeverity: { info, low, moderate, high, critical } };
  } catch {
    return { kind: 'unanswered', why: stderr.trim().split('\n').at(-1) || 'it told nothing' };
  }
}
