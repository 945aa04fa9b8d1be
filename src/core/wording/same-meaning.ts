import { termsOf } from "./terms.ts";

/** Words that people use for one thing, where the one who asks often takes another than the one who wrote. Each is one term. */
const GROUPS = `
bike bicycle; phone telephone mobile cellphone; photo photograph picture image; ill sick unwell illness sickness;
cost price fee charge; buy purchase; shop store; rent hire; flat apartment; close shut; begin start; end finish; repair mend fix;
broken damaged defective faulty; warranty guarantee; refund reimburse; kid child children; holiday vacation; bill invoice;
delete remove erase; computer laptop pc; error fault; delivery shipping; trash garbage rubbish waste; elevator lift;
teacher instructor; lesson class course; discount rebate reduction; wage salary pay; employee staff worker; customer client;
wash laundry; car vehicle; bag luggage; meeting appointment; address location; email mail; illegal forbidden prohibited;
permission consent; quit leave; big large; fast quick; answer reply; choose select; change modify alter; send ship; mistake error;
money cash; expire valid; film movie; autumn fall; cellar basement; yard garden; caretaker janitor; rule regulation;
价格 价钱 费用 收费 学费 租金; 周末 周六 周日; 打折 折扣 优惠; 退款 退费 退钱; 电话 号码; 地址 位置;
上班 营业 开门 开放; 丢失 遗失 弄丢; 故障 损坏; 维修 修理 报修; 分期 分次; 网络 联网 上网 断网; 密码 口令;
孩子 小孩 儿童 少儿; 家长 父母; 老师 教师; 员工 职工 职员; 车位 停车; 邮件 邮箱; 取消 退订; 结束 截止; 单车 自行; 快递 物流 配送;
发票 收据; 假期 放假 休假; 电瓶 电池; 禁止 不准 不许; 规定 规则 制度; 顾客 客户 客人; 购买 买入; 照片 图片 相片; 手续 流程 步骤;
会员 积分; 合同 协议; 押金 定金; 垃圾 废品; 房租 租金; 工资 薪水`;

const OTHERS: ReadonlyMap<string, readonly string[]> = readGroups();

/** Terms of other words for what `term` stands for; none for most. */
export function sameMeaning(term: string): readonly string[] {
  return OTHERS.get(term) ?? [];
}

function readGroups(): ReadonlyMap<string, readonly string[]> {
  const others = new Map<string, readonly string[]>();
  for (const group of GROUPS.split(";")) {
    const terms = [...new Set(termsOf(group))];
    for (const term of terms) {
      others.set(term, [...(others.get(term) ?? []), ...terms.filter((other) => other !== term)]);
    }
  }
  return others;
}
