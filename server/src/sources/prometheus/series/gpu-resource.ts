/** Resources that plugins for shared GPUs add beside the count: memory, cores, percentages. */
const PART_OF_GPU = /gpu.*(?:mem|core|perc)/;

/** Whether a resource counts GPUs, under whichever vendor's name. */
export function isGpuResource(resource: string): boolean {
  return resource.includes("gpu") && !PART_OF_GPU.test(resource);
}
