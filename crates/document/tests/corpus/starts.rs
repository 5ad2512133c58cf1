//! When each incident began, against a table that was made by reading the documents.
//!
//! The rule of the table: the first key event, or the first row of the timeline (or an earlier row
//! of the same day), as the document tells it in its own zone; without a time, the date alone; and
//! where there is neither, the date of the file name.

use afterword_domain::time::Precision;

use super::files::{files, reading};

#[test]
fn starts_are_found() {
    let (mut days, mut times, mut dated_to_the_minute, mut wrong) = (0, 0, 0, Vec::new());
    let files = files();
    assert_eq!(files.len(), EXPECTED.len());
    for (file, (name, expected)) in files.iter().zip(EXPECTED) {
        assert_eq!(file.name, *name);
        let document = reading(file).document;
        let zone = afterword_domain::time::zone(&document.zone).expect("a zone of the database");
        let local = document
            .milestones
            .impact_started_at
            .map(|at| at.timestamp().to_zoned(zone));
        let told = local
            .map(|local| local.strftime("%Y-%m-%d %H:%M").to_string())
            .unwrap_or_default();
        let has_time = expected.len() > 10;
        dated_to_the_minute += usize::from(has_time);
        days += usize::from(told.starts_with(&expected[..10]));
        times += usize::from(has_time && told == *expected);
        assert_eq!(
            document.started_precision == Precision::Day,
            !has_time,
            "{name}"
        );
        if !told.starts_with(expected) {
            wrong.push(format!("{name}: {told}, not {expected}"));
        }
    }
    println!(
        "{days} of {} days, {times} of {dated_to_the_minute} times",
        EXPECTED.len()
    );
    assert!(
        days * 100 >= EXPECTED.len() * 95 && times * 100 >= dated_to_the_minute * 95,
        "{}",
        wrong.join("\n")
    );
}

const EXPECTED: &[(&str, &str)] = &[
    ("chia/04-25-User_Account_Compromise.md", "2023-04-21 11:12"),
    (
        "chia/2021-05-09-negative-coin-values.md",
        "2021-05-09 12:48",
    ),
    ("chia/2021-05-10-WikiAttack.md", "2021-05-10 09:15"),
    ("chia/2021-05-26-website-outage.md", "2021-05-26 16:49"),
    ("chia/2021-10-31-DustStorm.md", "2021-10-30 12:45"),
    ("chia/2021-10-31-EmployeeCompromise.md", "2021-10-31 21:33"),
    ("chia/2021-12-15-EmployeeCompromise.md", "2021-12-15 22:40"),
    ("chia/2022-01-20-EmployeeCompromise.md", "2022-01-20 22:06"),
    ("chia/2022-01-27-Ramp-Card.md", "2022-01-28 02:34"),
    ("chia/2022-06-28-ProxyAbuseReport.md", "2022-06-27 13:47"),
    ("chia/2022-08-19-CATbleed.md", "2022-06-14 10:00"),
    (
        "chia/2022-10-20-Beta-Keybase-Channel-Permissions",
        "2022-10-20 13:38",
    ),
    ("chia/2022-10-31-Android-Phone-Incident", "2022-10-31"),
    ("chia/2023-01-31-CLVM-infinite-recursion.md", "2022-10-14"),
    (
        "chia/2023-01-31-Negative-values-allowed-in-settlement_payments.md",
        "2022-09-21",
    ),
    (
        "chia/2023-01-31-Wallet-error-handling-causing-infinite-loop.md",
        "2022-09-07",
    ),
    ("chia/2023-05-04-Discord-api-abuse.md", "2023-05-04 08:09"),
    (
        "chia/2023-05-08-AGG_SIG_UNSAFE-can-mimic-AGG_SIG_ME-condition.md",
        "2022-12-01",
    ),
    (
        "chia/2023-05-08-Negative-values-allowed-in-settlement_payments.md",
        "2023-01-31",
    ),
    (
        "chia/2023-05-08-Remote-Denial-of-Service-attack-on-full_nodes.md",
        "2022-10-22",
    ),
    (
        "chia/2023-05-08-Subscriptions-to-a-full_node-can-cause-a-crash-by-requesting-excessive-data.md",
        "2022-10-31",
    ),
    (
        "chia/2023-07-05-email-gift-card-phish.md",
        "2023-07-05 12:11",
    ),
    (
        "chia/2023-07-21-unbound-CLVM-cost-restriction-on-mempool.md",
        "2023-04-23",
    ),
    (
        "chia/2023-08-04-compromised-self-hosted-runners.md",
        "2023-07-27 14:14",
    ),
    (
        "chia/2024-02-15-Financial-instutition-credentials.md",
        "2024-01-29",
    ),
    (
        "chia/2024-03-07-inefficient-mempool_item-selection.md",
        "2024-01-16",
    ),
    (
        "chia/2024-03-07-mempool-not-updated-at-re_org.md",
        "2024-01-05",
    ),
    ("chia/2024-03-07-unfinished_blocks-cache.md", "2024-02-26"),
    (
        "chia/2024-03-07-unfinished_blocks-different-foliage.md",
        "2023-11-20",
    ),
    (
        "dfds/PM2019-009 - Kubernetes network infrastructure IP starvation.md",
        "2019-11-29 12:00",
    ),
    (
        "dfds/PM2019-010 - Hellman Kubernetes cluster node deletion.md",
        "2019-12-04 00:30",
    ),
    (
        "dfds/PM2019-011 - Hellman Kubernetes IaC accidentally reverted.md",
        "2019-12-05 04:00",
    ),
    (
        "dfds/PM2020-001 - Inotify file watches exhaustion.md",
        "2020-01-20 13:50",
    ),
    (
        "dfds/PM2020-002 - KIAM service disruption on Hellman.md",
        "2020-01-21 15:36",
    ),
    (
        "dfds/PM2020-003 - Postmortem for ADSync migration.md",
        "2020-01-16 12:00",
    ),
    (
        "dfds/PM2020-004 - CoreDNS upgrade issue.md",
        "2020-02-03 11:21",
    ),
    (
        "dfds/PM2020-005 - ALB instance attachment.md",
        "2020-06-09 11:00",
    ),
    (
        "dfds/PM2020-006 - ADSync service accounts.md",
        "2020-02-24 10:50",
    ),
    ("dfds/PM2020-007 - Unhealthy nodes.md", "2020-10-06 07:00"),
    (
        "dfds/PM2020-008 - Alcide admission causing Kubernetes timeouts.md",
        "2020-11-04 13:00",
    ),
    (
        "dfds/PM2020-009 - KIAM service disruption due to upgrade.md",
        "2020-11-17 10:45",
    ),
    (
        "dfds/PM2021-001 - Logs from Kubernetes not shipped to CWL.md",
        "2021-01-05 11:25",
    ),
    (
        "dfds/PM2021-002 - Flux version bump causing component downtime.md",
        "2021-02-15 06:05",
    ),
    (
        "dfds/PM2021-003 - Flux version bump causing component downtime.md",
        "2021-02-19 08:35",
    ),
    ("dfds/PM2021-004 - ADFS outage.md", "2021-03-31 12:06"),
    (
        "dfds/PM2021-005 - All services returning 503 in Kubernetes.md",
        "2021-06-22 08:21",
    ),
    (
        "dfds/PM2021-006 - All services returning 503 in Kubernetes.md",
        "2021-06-30 08:32",
    ),
    (
        "dfds/PM2021-007 - All services returning 503 in Kubernetes.md",
        "2021-07-02 07:32",
    ),
    (
        "dfds/PM2021-008 - Kubernetes ingress controller Traefik v2 configuration caused outage.md",
        "2021-08-26 08:22",
    ),
    (
        "dfds/PM2021-009 - All services returning 404 in Kubernetes.md",
        "2021-09-01 11:34",
    ),
    (
        "dfds/PM2021-010 - A limited amount of services deployed in Kubernetes returning 504.md",
        "2021-09-17 08:00",
    ),
    ("dfds/PM2021-011 - Log4Shell.md", "2021-12-10"),
    (
        "dfds/PM2022-001 - Prometheus is down with connection refused errors.md",
        "2022-01-25 10:21",
    ),
    (
        "dfds/PM2022-002 -  Logs not shipped to CloudWatch.md",
        "2022-01-31 12:00",
    ),
    (
        "dfds/PM2022-003 - Two Kuberneste nodes were down.md",
        "2022-02-08 12:05",
    ),
    (
        "dfds/PM2022-004 - Kafka metrics missing from Prometheus.md",
        "2022-02-08 12:20",
    ),
    (
        "dfds/PM2022-005 - Node-IPC incident response.md",
        "2022-03-07 00:00",
    ),
    ("dfds/PM2022-006 - ALB 502 errors.md", "2020-12-21"),
    (
        "dfds/PM2022-007 - Kafka metrics stopped being exported to Prometheus.md",
        "2022-07-07 08:58",
    ),
    (
        "dfds/PM2022-008 - CRUD operations on K8s Service resources unavailable.md",
        "2022-08-03 11:38",
    ),
    (
        "dfds/PM2023-001 - Total node failure.md",
        "2023-02-13 07:30",
    ),
    (
        "dfds/PM2023-002 - Logs not shipped to CloudWatch.md",
        "2023-04-11 11:20",
    ),
    (
        "dfds/PM2024-001 - Two Kubernetes nodes went into NotReady state.md",
        "2024-03-13",
    ),
    (
        "dfds/PM2024-002 - PODs not able to start while being moved to new nodes during AMI update.md",
        "2024-04-09 08:40",
    ),
    (
        "dfds/PM2024-003 - Kube state metrics exposing wrong labels.md",
        "2024-06-06 11:27",
    ),
    (
        "dfds/PM2025-001 - Node system resource starvation and scheduling capacity.md",
        "2025-02-27 19:32",
    ),
    (
        "dfds/PM2025-002 - Traefik rule preventing some inbound traffic.md",
        "2025-03-17 16:06",
    ),
    ("moj-cloud-platform/2020-02-12.md", "2020-02-12 11:45"),
    ("moj-cloud-platform/2020-02-18.md", "2020-02-18 14:13"),
    ("moj-cloud-platform/2020-02-25.md", "2020-02-25 07:32"),
    (
        "moj-cloud-platform/2020-04-15-nginx-tls.md",
        "2020-04-15 07:15",
    ),
    ("moj-cloud-platform/2020-08-04.md", "2020-08-04 13:30"),
    (
        "moj-cloud-platform/2020-08-07-master-node-provisioning-failure.md",
        "2020-08-07 15:51",
    ),
    (
        "moj-cloud-platform/2020-08-14-ingress-controllers-crashlooping.md",
        "2020-08-14 10:43",
    ),
    (
        "moj-cloud-platform/2020-08-25-connectivity-issues-euwest2.md",
        "2020-08-25 11:01",
    ),
    (
        "moj-cloud-platform/2020-09-07-all-users-unable-create-new-ingress-rules.md",
        "2020-09-07 12:39",
    ),
    (
        "moj-cloud-platform/2020-09-21-some-cloud-platform-components-destroyed.md",
        "2020-09-21 18:27",
    ),
    (
        "moj-cloud-platform/2020-09-28-termination-nodes-updating-kops.md",
        "2020-09-28 13:14",
    ),
    (
        "moj-cloud-platform/2020-10-06-intermittent-downtime-ingress-controllers.md",
        "2020-10-06 08:33",
    ),
    (
        "moj-cloud-platform/2021-05-10-apply-pipeline-downtime.md",
        "2021-05-10 12:15",
    ),
    (
        "moj-cloud-platform/2021-06-09-unable-to-create-new-ingress-rules.md",
        "2021-06-09 13:15",
    ),
    (
        "moj-cloud-platform/2021-07-12-all-ingress-apps-live1-stop-working.md",
        "2021-07-12 15:44",
    ),
    (
        "moj-cloud-platform/2021-09-04-pingdom-check-prometheus-down.md",
        "2021-09-04 22:05",
    ),
    (
        "moj-cloud-platform/2021-09-30-ssl-certificate-issue-browsers.md",
        "2021-09-30 15:31",
    ),
    (
        "moj-cloud-platform/2021-11-05-modsec-ingress-controller-erroring.md",
        "2021-11-05 09:29",
    ),
    (
        "moj-cloud-platform/2022-01-22-some-dns-records-deleted.md",
        "2022-01-22 11:57",
    ),
    (
        "moj-cloud-platform/2022-03-10-all-ingress-resource-certificate-issue.md",
        "2022-03-10 11:48",
    ),
    (
        "moj-cloud-platform/2022-07-11-slow-performance-for-ingress-traffic.md",
        "2022-07-11 09:33",
    ),
    (
        "moj-cloud-platform/2022-11-15-prometheus-ekslive-down.md",
        "2022-11-15 16:03",
    ),
    (
        "moj-cloud-platform/2023-01-05-circleci-security-incident.md",
        "2023-01-04",
    ),
    (
        "moj-cloud-platform/2023-01-11-cluster-image-pull.md",
        "2023-01-11 14:22",
    ),
    (
        "moj-cloud-platform/2023-02-02-cjs-dashboard-performance.md",
        "2023-02-02 10:14",
    ),
    (
        "moj-cloud-platform/2023-06-06-user-services-down.md",
        "2023-06-06 10:26",
    ),
    (
        "moj-cloud-platform/2023-07-21-vpc-cni-not-allocating-ip-addresses.md",
        "2023-07-21 08:15",
    ),
    (
        "moj-cloud-platform/2023-07-25-prometheus-on-live-cluster-down.md",
        "2023-07-25 14:05",
    ),
    (
        "moj-cloud-platform/2023-08-04-dropped-logging-in-kibana.md",
        "2023-08-04 09:14",
    ),
    (
        "moj-cloud-platform/2023-09-18-lack-of-diskspace.md",
        "2023-09-18 13:42",
    ),
    (
        "moj-cloud-platform/2023-11-01-prometheus-restarted.md",
        "2023-11-01 10:15",
    ),
    (
        "moj-cloud-platform/2024-04-15-prometheus.md",
        "2024-04-15 12:32",
    ),
    (
        "moj-cloud-platform/2024-07-25-elasticsearch-logging.md",
        "2024-07-25 12:10",
    ),
    (
        "moj-cloud-platform/2024-09-20-eks-subnet-route-table.md",
        "2024-09-20 11:24",
    ),
    (
        "moj-cloud-platform/2025-01-13-auth0-credentials.md",
        "2025-01-13 10:13",
    ),
    (
        "moj-cloud-platform/2025-03-18-aws-eks-upgrade-to-1-30.md",
        "2025-03-18 09:36",
    ),
    (
        "moj-cloud-platform/2025-07-23-multiple-secrets-leaked-to-public.md",
        "2025-07-23 15:35",
    ),
    (
        "moj-cloud-platform/2025-10-13-rds-t4g-instances.md",
        "2025-10-13 08:59",
    ),
    (
        "moj-cloud-platform/2026-03-30-ingress-nginx-rollback.md",
        "2026-03-30 08:56",
    ),
    ("mybinder/2017-09-27-hub-403.md", "2017-09-27 13:06"),
    ("mybinder/2017-09-29-504.md", "2017-09-29 08:59"),
    ("mybinder/2017-10-17-cluster-full.md", "2017-10-17 07:42"),
    ("mybinder/2017-11-30-oom-proxy.md", "2017-11-30 16:22"),
    (
        "mybinder/2018-01-04-failed-staging-deploy.md",
        "2018-01-04 07:33",
    ),
    ("mybinder/2018-01-17-ubuntu-upgrade.md", "2018-01-15"),
    ("mybinder/2018-01-18-reddit-hug.md", "2018-01-18 04:19"),
    ("mybinder/2018-01-18-ssl-outdated.md", "2018-01-11"),
    ("mybinder/2018-02-12-launch-fail.md", "2018-02-12 14:03"),
    (
        "mybinder/2018-02-20-jupyterlab-announcement.md",
        "2018-02-20 14:17",
    ),
    ("mybinder/2018-02-22-nginx-down.md", "2018-02-22 16:30"),
    ("mybinder/2018-03-13-PVC-hub-locked.md", "2018-03-13 07:28"),
    ("mybinder/2018-03-26-no-space-left.md", "2018-03-26 10:34"),
    (
        "mybinder/2018-03-31-server-start-fail.md",
        "2018-03-31 15:47",
    ),
    ("mybinder/2018-04-18-cull-flood.md", "2018-04-18 12:35"),
    (
        "mybinder/2018-07-08-podsnips-aplenty.md",
        "2018-07-08 18:30",
    ),
    (
        "mybinder/2018-07-30-jupyterlab-build-cpu-saturate.md",
        "2018-07-30 11:20",
    ),
    ("mybinder/2019-02-20-no-logs.md", "2019-02-20 08:03"),
    ("mybinder/2019-03-24-r2d-upgrade.md", "2019-03-24 08:54"),
    (
        "mybinder/2019-04-03-ingress-cordoned.md",
        "2019-04-03 12:50",
    ),
    (
        "mybinder/2020-07-09-simultaneous-launches-scipy.md",
        "2020-07-09 07:30",
    ),
    ("mybinder/2022-01-27-prime-version.md", "2022-01-27 11:00"),
    ("mybinder/2022-06-02-pod-limit.md", "2022-06-02 10:00"),
];
