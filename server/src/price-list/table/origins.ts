import type { OriginTexts } from "./write-list.ts";

/** What the lists say of where a price was found, by the name that the table gives it. NOTICE has the sources in full. */
export const ORIGINS: OriginTexts = {
  "vantage-via-cristim": "AWS' list as ec2instances.info had it",
  "karpenter-aws": "AWS' list as Karpenter's provider for AWS had it",
  "karpenter-aws(metal=size)": "the shared price of the size that the bare machine is",
  "est:2025-06-gpu-cut": "estimated: the older price, lowered as in us-east-1 in June 2025",
  "karpenter-azure": "Azure's list as Karpenter's provider for Azure had it",
  "karpenter-azure(fix)": "Azure's list, brought back from Windows' price by the family",
  "karpenter-azure(constrained=parent)": "the price of the size with all its cores",
  "vantage-via-cristim(fix)": "Azure's list, brought back from Windows' price by the pair of both",
  "karpenter-gcp": "Google's list as Karpenter's provider for Google Cloud had it",
  "repaired: like D*ads_v5": "repaired: Windows' price, brought to the siblings'",
  "repaired: like E*as_v5": "repaired: Windows' price, brought to the siblings'",
  "repaired: like F*as_v6": "repaired: ten times too low, brought to the siblings'",
  "repaired: like F*s_v1": "repaired: the base region's price, brought to the siblings'",
  "repaired: like M*s_1_v3": "repaired: the base region's price, brought to the siblings'",
  "ebs-table": "AWS' list of volumes",
  "libcloud (x720 h)": "Google's list of disks as Apache Libcloud had it",
};
